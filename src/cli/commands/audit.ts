import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { App } from '../../app.ts';
import { auditHead, exportAudit } from '../../core/changes/audit.ts';
import { auditKeyOf } from '../../core/changes/audit-key.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { withApp } from '../open-for-command.ts';

const VERIFIER = fileURLToPath(new URL('../../../bin/verify-audit.js', import.meta.url));

/** `kith audit`: the signed trail of all changes (docs/audit.md). */
export function auditCommand(): Command {
  const head = new Command('head').description('print the signature over everything that was changed by now');
  const all = new Command('export').description('print the whole trail as JSON lines, for bin/verify-audit.js');
  const verify = new Command('verify').description(
    'verify the trail in the database; names what was changed, is missing, was added or moved',
  );
  return new Command('audit')
    .description('show, export and verify the signed trail of all changes')
    .addCommand(withOrganizationOption(head).action(showHead))
    .addCommand(withOrganizationOption(all).action(printAll))
    .addCommand(withOrganizationOption(verify).action(verifyAll));
}

const signing = ({ secret, clock }: App) => ({ key: auditKeyOf(secret), now: clock.now() });

async function showHead(options: OrganizationOption): Promise<void> {
  const { publicKey, ...head } = await withApp(async (app) =>
    auditHead(app.db, await operatorOf(app.db, options), signing(app)),
  );
  console.log(JSON.stringify({ ...head, public_key: publicKey }));
}

async function printAll(options: OrganizationOption): Promise<void> {
  await withApp(async (app) => {
    const lines = exportAudit(app.db, await operatorOf(app.db, options), signing(app));
    await pipeline(lines, process.stdout, { end: false });
  });
}

/** Runs the very program that strangers run. */
async function verifyAll(options: OrganizationOption): Promise<void> {
  await withApp(async (app) => {
    const { publicKey } = auditKeyOf(app.secret);
    const verifier = spawn(process.execPath, [VERIFIER, '-', '--key', publicKey], {
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    const ended = once(verifier, 'exit') as Promise<[number | null]>;
    await pipeline(exportAudit(app.db, await operatorOf(app.db, options), signing(app)), verifier.stdin);
    const [code] = await ended;
    process.exitCode = code ?? 1;
  });
}
