import { Command } from 'commander';
import { listOutbox, type OutboxMail } from '../core/mail/list-outbox.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from './choose-organization.ts';
import { withApp } from './open-for-command.ts';
import { table } from './table.ts';

interface OutboxOptions extends OrganizationOption {
  readonly all?: true;
  readonly json?: true;
}

/** `kith outbox`: mail that has not left yet (without KITH_SMTP_URL: all of it). */
export function outboxCommand(): Command {
  const command = new Command('outbox')
    .description('show mail that waits to leave, or could not')
    .option('--all', 'also what has been sent')
    .option('--json', 'print JSON, with the texts');
  return withOrganizationOption(command).action(showOutbox);
}

async function showOutbox(options: OutboxOptions): Promise<void> {
  const mails = await withApp(async ({ db }) =>
    listOutbox(db, await operatorOf(db, options), { all: options.all === true }),
  );
  if (options.json) console.log(JSON.stringify(mails));
  else console.log(mails.length === 0 ? 'No mail waits.' : table([HEADINGS, ...mails.map(toRow)]));
}

const HEADINGS = ['id', 'to', 'subject', 'state', 'tries', 'since', 'last problem'];

function toRow(mail: OutboxMail): string[] {
  const { id, recipient, subject, status, attempts, createdAt, lastError } = mail;
  return [String(id), recipient, subject, status, String(attempts), createdAt.slice(0, 19), lastError ?? ''];
}
