import { query } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Organization } from '../base/actor.ts';
import { normalizeEmail } from '../base/fold.ts';
import { isMadeFrom } from '../constituents/people/user-name.ts';
import { queueMail } from '../mail/queue-mail.ts';

const userNames = query<{ id: number; userName: string; address: string; isUnproven: boolean }>(
  'user_names_by_email',
  `select distinct on (c.id) c.id, c.user_name as "userName", e.address,
     c.sign_on_unproven is true as "isUnproven" from email_addresses e
   join constituents c on c.organization_id = e.organization_id and c.id = e.constituent_id
   where e.organization_id = $1 and e.normalized_address = $2 and not e.not_current and c.user_name is not null
     and c.deleted_at is null and not c.is_org order by c.id limit 10`,
);

/**
 * Mails the user names that go with an e-mail address to it; to an address nobody has, nothing. A name that a stranger chose
 * is not mailed to an address that nobody has proven: it would be the stranger's words in the organization's name.
 */
export async function mailUserNames(tx: Tx, organization: Organization, email: string): Promise<void> {
  const found = await tx.all(userNames(organization.id, normalizeEmail(email)));
  const people = found.filter(({ userName, address, isUnproven }) => !isUnproven || isMadeFrom(userName, address));
  const [first] = people;
  if (!first) return;
  const names = people.map(({ userName }) => `  ${userName}`).join('\n');
  await queueMail(tx, organization.id, {
    constituentId: first.id,
    recipient: first.address,
    subject: `Your user name for ${organization.name}`,
    text: `Somebody, probably you, asked for the user name that goes with this address:\n\n${names}\n\nIf you have forgotten your password, please ask ${organization.name} for a new one.\n`,
  });
}
