import { Command } from 'commander';
import { listOutbox, type OutboxMail } from '../../core/mail/list-outbox.ts';
import { readableText } from '../../core/mail/mail-text.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { withApp } from '../open-for-command.ts';
import { table } from '../table.ts';

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
  const mails = await withApp(async ({ db, sealer }) => {
    const found = await listOutbox(db, await operatorOf(db, options), { all: options.all === true });
    // Who holds the installation secret may read the links, to hand them over where no mail leaves.
    return found.map(({ linkSealed, ...mail }) => ({
      ...mail,
      text: readableText({ ...mail, linkSealed }, sealer) ?? mail.text,
    }));
  });
  if (options.json) console.log(JSON.stringify(mails));
  else console.log(mails.length === 0 ? 'No mail waits.' : table([HEADINGS, ...mails.map(toRow)]));
}

const HEADINGS = ['id', 'to', 'subject', 'state', 'tries', 'since', 'last problem'];

function toRow(mail: Omit<OutboxMail, 'linkSealed'>): string[] {
  const { id, recipient, subject, status, attempts, createdAt, lastError } = mail;
  return [String(id), recipient, subject, status, String(attempts), createdAt.slice(0, 19), lastError ?? ''];
}
