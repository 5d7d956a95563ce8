// What is measured in another way than by one request after the other.
import { type AuthenticationResult, measureAuthentication } from './authentication.ts';
import type { Installation } from './installation.ts';
import { say } from './progress.ts';
import { measureScanWebhook, type ScanWebhook } from './scan-webhook.ts';
import { measureWholeList, type WholeList } from './whole-list.ts';

export interface Special {
  readonly size: number;
  readonly wholeList?: WholeList;
  readonly authentication?: AuthenticationResult;
  readonly scanWebhook?: ScanWebhook;
}

/** The list comes first: its memory is that of a server just started. */
export async function measureSpecial(installation: Installation, only: string): Promise<Special> {
  const { bench } = installation;
  const chosen = async <Result>(name: string, measure: () => Promise<Result>): Promise<Result | undefined> => {
    if (!name.includes(only)) return undefined;
    const result = await measure();
    say(`${name}: measured`);
    return result;
  };
  return {
    size: bench.size,
    wholeList: await chosen('oho list of everyone', () => measureWholeList(bench, installation)),
    authentication: await chosen('authentication', () => measureAuthentication(bench, installation)),
    scanWebhook: await chosen('oho scan to webhook', () => measureScanWebhook(bench, installation)),
  };
}

const round = (value: number) => Math.round(value * 100) / 100;

/** A few lines for people. */
export function printSpecial({ size, wholeList, authentication, scanWebhook }: Special): void {
  if (wholeList) {
    const { seconds, speed, memory } = wholeList;
    console.log(
      `oho list of everyone, ${size} people: ${round(seconds)} s, ${round(speed)} of the speed of a bare COPY; ` +
        `the server's memory grew by ${Math.round(memory.growth)} MiB`,
    );
  }
  if (scanWebhook) {
    const { one, many, limit, ratio } = scanWebhook;
    console.log(
      `oho scan to webhook, ${size} people: p95 ${round(one.p95)} ms one after the other, ${round(ratio.one)} × a bare ` +
        `job's ${round(limit.one.p95)} ms; ${round(many.p95)} ms and ${Math.round(many.perSecond)}/s many at a time, ` +
        `${round(ratio.many)} × its ${round(limit.many.p95)} ms`,
    );
  }
  for (const { name, cpu, share } of authentication?.costs ?? []) {
    console.log(
      `authentication by ${name}, ${size} people: ${round(cpu)} ms of CPU, ${round(share)} of showing a person`,
    );
  }
}
