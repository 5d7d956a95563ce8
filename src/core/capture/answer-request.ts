// What the person asked does with the link: open it, give answers, send them in.
import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { findCheckType } from '../accreditations/catalogue.ts';
import { submitScan } from '../accreditations/submit-scan.ts';
import type { Actor, Organization, Permission } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { Failure, type Issue } from '../base/failure.ts';
import { requireBorn } from '../constituents/record/birth-date.ts';
import type { Constituent } from '../constituents/record/constituent.ts';
import { getConstituent } from '../constituents/record/constituent-queries.ts';
import { updateConstituent } from '../constituents/record/update-constituent.ts';
import { addAttachment, type NewAttachment } from './attachments.ts';
import { type InformationRequest, OPEN_REQUESTS, REQUEST_COLUMNS, type RequestItem } from './information-request.ts';
import { lockRequest } from './request-queries.ts';
import { typesOf } from './screening-package.ts';

const OWN: ReadonlySet<Permission> = new Set<Permission>(['constituents:read', 'accreditations:write']);

/** The person who holds the link: may answer this request and nothing else. */
export function answeringActor(organization: Organization, request: InformationRequest, requestId: string): Actor {
  return { organization, type: 'constituent', id: request.constituentId, permissions: OWN, dialect: 'oho', requestId };
}

/** Throws `not-found` (`link_closed`) for a link that does not work any more. */
export function requireOpen(request: InformationRequest, now: Date): void {
  const isOpen = OPEN_REQUESTS.includes(request.status) && Date.parse(request.expiresAt) > now.getTime();
  if (!isOpen) throw new Failure('not-found', 'link_closed', { subject: request.status });
}

const open = write<InformationRequest>(
  'information_request_open',
  `update information_requests r set status = 'opened', updated_at = $3
   where r.organization_id = $1 and r.id = $2 and r.status in ('sent', 'failed_delivery') returning ${REQUEST_COLUMNS}`,
);

/** Notes that the link was opened, the first time. */
export async function openRequest(
  tx: Tx,
  actor: Actor,
  { request, now }: { request: InformationRequest; now: Date },
): Promise<void> {
  const opened = await tx.maybe(open(actor.organization.id, request.id, now));
  if (!opened) return;
  await recordChange(tx, actor, {
    kind: 'information_request.opened',
    subjectId: request.id,
    before: { status: request.status },
    after: opened,
    events: ['information_request.viewed'],
    about: `constituent ${request.constituentId}`,
  });
}

/** What was given for one item. */
export interface ItemAnswer {
  readonly index: number;
  readonly type: string;
  readonly identifier: string | null;
  readonly expiryDate: string | null;
  readonly file: Omit<NewAttachment, 'requestId' | 'itemIndex'> | null;
}

export interface Answers {
  readonly id: number;
  readonly birthDate: string | null;
  readonly items: readonly ItemAnswer[];
  readonly now: Date;
}

const save = write<InformationRequest>(
  'information_request_save',
  `update information_requests r set items = $3, status = $4, updated_at = $5
   where r.organization_id = $1 and r.id = $2 returning ${REQUEST_COLUMNS}`,
);

/**
 * Takes answers in, each as a check of its own; with the last one the request is submitted. Throws `invalid` naming
 * `identifier_<index>` or `file_<index>` where something is missing: then nothing is taken.
 */
export async function answerRequest(tx: Tx, actor: Actor, answers: Answers): Promise<InformationRequest> {
  const request = await lockRequest(tx, actor, answers.id);
  requireOpen(request, answers.now);
  requireComplete(request, answers.items);
  requireBorn(tx, actor, { birth_date: answers.birthDate });
  const person = await getConstituent(tx, actor, { id: request.constituentId, presence: 'deleted-too' });
  await keepBirthDate(tx, actor, { person, birthDate: answers.birthDate });
  const items: RequestItem[] = [...request.items];
  for (const answer of answers.items) {
    const item = items[answer.index];
    if (item)
      items[answer.index] = {
        ...item,
        satisfied_by: await takeAnswer(tx, actor, { request, person, answers, answer }),
      };
  }
  const isAll = items.every((item) => item.satisfied_by !== null);
  const status = isAll ? 'submitted' : 'in_progress';
  const after = await tx.one(save(actor.organization.id, request.id, JSON.stringify(items), status, answers.now));
  await recordChange(tx, actor, {
    kind: isAll ? 'information_request.submitted' : 'information_request.answered',
    subjectId: request.id,
    before: { status: request.status },
    after,
    events: isAll ? ['information_request.submitted'] : [],
    about: `constituent ${request.constituentId}`,
  });
  return after;
}

/** What the person says of their birth is kept where nobody has said it yet; what is there is not theirs to change here. */
async function keepBirthDate(
  tx: Tx,
  actor: Actor,
  { person, birthDate }: { person: Constituent; birthDate: string | null },
): Promise<void> {
  if (birthDate === null || person.birthDate !== null) return;
  await updateConstituent(tx, actor, { id: person.id, presence: 'deleted-too', input: { birthDate } });
}

function requireComplete(request: InformationRequest, answers: readonly ItemAnswer[]): void {
  const issues = answers.flatMap(({ index, type, identifier, file }): Issue[] => {
    const item = request.items[index];
    const checkType = findCheckType(type);
    if (!item || !checkType || !typesOf(item).includes(type)) return [{ field: `type_${index}`, code: 'unknown_type' }];
    if (checkType.identifierRequired && identifier === null)
      return [{ field: `identifier_${index}`, code: 'required' }];
    // A document that no register knows must be seen.
    const isSeen = file !== null || item.satisfied_by?.attachment_ids.length;
    if (checkType.category === 'document' && !isSeen) return [{ field: `file_${index}`, code: 'required' }];
    return [];
  });
  if (issues.length > 0) throw new Failure('invalid', 'required', { issues });
}

interface Taken {
  readonly request: InformationRequest;
  readonly person: Constituent;
  readonly answers: Answers;
  readonly answer: ItemAnswer;
}

async function takeAnswer(tx: Tx, actor: Actor, { request, person, answers, answer }: Taken) {
  const birthDate = answers.birthDate ?? person.birthDate;
  const inputs = {
    first_name: person.firstName ?? '',
    surname: person.lastName ?? '',
    ...(person.middleName ? { middle_name: person.middleName } : {}),
    ...(birthDate ? { birth_date: birthDate } : {}),
    ...(answer.expiryDate ? { expiry_date: answer.expiryDate } : {}),
  };
  const { accreditation } = await submitScan(tx, actor, {
    type: answer.type,
    identifier: answer.identifier,
    inputs,
    person: { id: person.id },
    enrichment: {},
    now: answers.now,
  });
  const kept = request.items[answer.index]?.satisfied_by?.attachment_ids ?? [];
  const file = answer.file && { ...answer.file, requestId: request.id, itemIndex: answer.index };
  const added = file ? [(await addAttachment(tx, actor, file)).id] : [];
  return { type: answer.type, accreditation_id: accreditation.id, attachment_ids: [...kept, ...added] };
}
