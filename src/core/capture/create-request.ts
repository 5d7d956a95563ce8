import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Sealer } from '../access/seal.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { Failure } from '../base/failure.ts';
import { matchPerson } from '../constituents/people/match-person.ts';
import { getPerson } from '../constituents/people/person.ts';
import type { ConstituentInput } from '../constituents/record/constituent-input.ts';
import { createConstituent } from '../constituents/record/create-constituent.ts';
import { lockEmail } from '../constituents/record/unique-email.ts';
import { type InformationRequest, REQUEST_COLUMNS } from './information-request.ts';
import { mailRequest } from './mail-request.ts';
import { makeToken } from './request-link.ts';
import { getPackage } from './screening-package.ts';

/** What requests need of the installation. */
export interface RequestAccess {
  readonly sealer: Sealer;
  /** The address of a token's page. */
  readonly linkTo: (token: string) => string;
  readonly now: Date;
}

export interface NewRequest {
  readonly screeningPackageCode: string;
  readonly person: { readonly id: number } | { readonly email: string; readonly input: ConstituentInput };
  readonly message: string | null;
  readonly expiryDays: number;
  /** False: a draft, sent later. */
  readonly send: boolean;
}

const DAY = 86_400_000;

const insert = write<InformationRequest>(
  'information_request_insert',
  `insert into information_requests as r (organization_id, constituent_id, screening_package_code, items, message, status,
     token_sealed, token_hash, expiry_days, expires_at, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) returning ${REQUEST_COLUMNS}`,
);
const setMail = write(
  'information_request_set_mail',
  'update information_requests set mail_id = $3 where organization_id = $1 and id = $2',
);

/**
 * Asks a person for what a package names. Throws `not-found` for an unknown person or package, `invalid` for a person without
 * an e-mail address.
 */
export async function createRequest(
  tx: Tx,
  actor: Actor,
  { access, input }: { access: RequestAccess; input: NewRequest },
): Promise<InformationRequest> {
  allow(actor, 'constituents:write');
  const wanted = await getPackage(tx, actor, input.screeningPackageCode);
  if (!wanted.active) throw new Failure('not-found', 'screening_package', { subject: wanted.code });
  const constituentId = await findOrAddApplicant(tx, actor, input.person);
  const items = wanted.items.map((item) => ({ ...item, satisfied_by: null }));
  const token = makeToken(access.sealer, actor.organization.id);
  const expiresAt = new Date(access.now.getTime() + input.expiryDays * DAY);
  const content = [constituentId, wanted.code, JSON.stringify(items), input.message, input.send ? 'sent' : 'draft'];
  const validity = [token.sealed, token.hash, input.expiryDays, expiresAt, access.now];
  const request = await tx.one(insert(actor.organization.id, ...content, ...validity));
  if (input.send) {
    const link = access.linkTo(token.token);
    const mailId = await mailRequest(tx, actor, { request, link, sealer: access.sealer, isReminder: false });
    await tx.all(setMail(actor.organization.id, request.id, mailId));
  }
  await recordChange(tx, actor, {
    kind: 'information_request.created',
    subjectId: request.id,
    before: null,
    after: request,
    events: input.send ? ['information_request.sent'] : [],
    about: `constituent ${constituentId}`,
  });
  return request;
}

/** Who is not known yet is an applicant, who does not count as active until taken on (docs/contracts/oho.md §6.1). */
async function findOrAddApplicant(tx: Tx, actor: Actor, person: NewRequest['person']): Promise<number> {
  if ('id' in person) return (await getPerson(tx, actor, person.id)).id;
  await lockEmail(tx, actor, person.email);
  const { firstName, lastName } = person.input;
  const known = await matchPerson(tx, actor, { email: person.email, firstName, lastName });
  // Somebody else of the same address is not asked for what this person is to tell.
  if (known?.isCertain) return known.id;
  return (await createConstituent(tx, actor, { ...person.input, active: false })).id;
}
