import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { queueMail } from '../../src/core/mail/queue-mail.ts';
import { NOBODY, transaction } from '../../src/db/transaction.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { ohoClient } from '../support/oho-client.ts';
import { runJob } from '../support/schedule.ts';
import { sql } from '../support/sql.ts';

interface Accepted {
  readonly to: readonly string[];
  readonly message: string;
}

const accepted: Accepted[] = [];
let refuseWith: number | undefined;
let smtp: SMTPServer;
let kith: TestKith;
/** Milliseconds that the clock is ahead. */
let ahead = 0;

beforeAll(async () => {
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData: (stream, session, done) => {
      let message = '';
      stream.on('data', (chunk: Buffer) => {
        message += chunk.toString();
      });
      stream.on('end', () => {
        if (refuseWith !== undefined) return done(Object.assign(new Error('not now'), { responseCode: refuseWith }));
        accepted.push({ to: session.envelope.rcptTo.map(({ address }) => address), message });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const address = smtp.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  kith = await startKith({
    clock: { now: () => new Date(Date.now() + ahead) },
    config: {
      smtpUrl: `smtp://127.0.0.1:${port}`,
      mailFrom: 'Riverbend <office@riverbend.example>',
      publicUrl: 'https://kith.example',
    },
  });
});
afterAll(async () => {
  await kith.stop();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});

const queue = (recipient: string, subject = 'Grüße', text = 'Zeile eins\nZeile zwei ✓') =>
  transaction(kith.app.db, NOBODY, (tx) =>
    queueMail(tx, kith.organization.id, { constituentId: null, recipient, subject, text }),
  );
const status = async (id: number) =>
  (await kith.app.db.one<{ status: string }>(sql('select status from mails where id = $1', [id]))).status;

test('a mail leaves through the SMTP server, once', async () => {
  const id = await queue('noor@clinic.example');
  await Promise.all([1, 2, 3].map(() => runJob(kith, 'deliver_due_mail')));
  await runJob(kith, 'deliver_due_mail');
  expect(accepted).toHaveLength(1);
  expect(accepted[0]?.to).toEqual(['noor@clinic.example']);
  expect(accepted[0]?.message).toContain('From: Riverbend <office@riverbend.example>');
  expect(accepted[0]?.message).toContain(`Message-ID: <mail.${kith.organization.id}.${id}@kith>`);
  expect(await status(id)).toBe('sent');
});

test('a server that is busy gets it later; one that refuses for good ends it', async () => {
  accepted.length = 0;
  refuseWith = 451;
  const id = await queue('later@clinic.example');
  await runJob(kith, 'deliver_due_mail');
  expect(await status(id)).toBe('queued');
  refuseWith = undefined;
  await runJob(kith, 'deliver_due_mail');
  expect(accepted).toHaveLength(0);
  ahead += 61_000;
  await runJob(kith, 'deliver_due_mail');
  expect(accepted).toHaveLength(1);
  refuseWith = 550;
  const refused = await queue('nobody@clinic.example');
  await runJob(kith, 'deliver_due_mail');
  expect(await status(refused)).toBe('failed');
  refuseWith = undefined;
});

test('an address cannot smuggle in another, nor a header', async () => {
  accepted.length = 0;
  await queue('a@b.example, victim@x.example');
  await queue('c@d.example', 'Hello\r\nBcc: victim@x.example');
  await runJob(kith, 'deliver_due_mail');
  expect(accepted.flatMap(({ to }) => to)).not.toContain('victim@x.example');
  for (const { message } of accepted) expect(message).not.toMatch(/^Bcc:/m);
});

test('without an SMTP server mail waits, and leaves when there is one', async () => {
  accepted.length = 0;
  const id = await queue('patient@clinic.example');
  const { mail } = kith.app;
  await runJob({ ...kith, app: { ...kith.app, mail: { ...mail, smtpUrl: undefined } } }, 'deliver_due_mail');
  expect(await status(id)).toBe('queued');
  await runJob(kith, 'deliver_due_mail');
  expect(accepted).toHaveLength(1);
});

test('a secret link is in the mail that leaves, and nowhere in the database', async () => {
  accepted.length = 0;
  const oho = ohoClient(kith.url, kith.basic);
  await oho.post('/api/screening_packages', { code: 'one', name: 'One', items: [{ type: 'nswwwc' }] });
  const constituent = { first_name: 'Noor', last_name: 'Haddad', email: 'link@clinic.example' };
  const { url } = (await oho.post('/api/icrs', { screening_package_code: 'one', constituent })).body;
  const stored = async () => {
    const text = `select body_text, link_sealed from mails where recipient = 'link@clinic.example'`;
    return kith.app.db.one<{ body_text: string; link_sealed: string | null }>(sql(text));
  };
  expect(JSON.stringify(await stored())).not.toContain(url.split('/c/')[1]);
  await runJob(kith, 'deliver_due_mail');
  expect(accepted[0]?.message.replaceAll(/=\r?\n/g, '')).toContain(url.split('/c/')[1]);
  expect((await stored()).link_sealed).toBeNull();
});
