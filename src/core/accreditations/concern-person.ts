// Whom a check is about: found or ensured, enrolled, and enriched with what the check tells (docs/contracts/oho.md §3.7).
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { normalizeEmail } from '../base/fold.ts';
import { ensureConstituent } from '../constituents/people/ensure-constituent.ts';
import { type Person, showPerson } from '../constituents/people/list-people.ts';
import { isDoubted, mayBe } from '../constituents/people/match-person.ts';
import type { Constituent } from '../constituents/record/constituent.ts';
import type { ConstituentInput } from '../constituents/record/constituent-input.ts';
import { findIdByEmail } from '../constituents/record/constituent-queries.ts';
import { flatChanges, mainEmail, mainPhone, PHONE_TYPE, phoneOfType } from '../constituents/record/flat-fields.ts';
import { lockEmail } from '../constituents/record/unique-email.ts';
import { updateConstituent } from '../constituents/record/update-constituent.ts';
import type { ScanRequest } from './scan-request.ts';

/** The id of the person that a request names, or null. Throws `not-found` for an id that the organization does not have. */
export async function concernPerson(tx: Tx, actor: Actor, request: ScanRequest): Promise<number | null> {
  const { person } = request;
  if (person === null) return null;
  if (!('id' in person)) {
    const ensured = await ensureConstituent(tx, actor, person);
    // A check of somebody else would clear or bar the wrong one.
    return ensured.isCertain ? ensured.constituent.id : null;
  }
  const shown = await showPerson(tx, actor, person.id);
  // A user who may decide about checks but may not write people leaves the person unchanged.
  if (await isSomebodyElse(tx, actor, { shown, request })) return null;
  if (actor.permissions.has('constituents:write') && changes(shown, actor, request)) {
    await enrich(tx, actor, { id: shown.id, request });
  }
  return shown.id;
}

/** Whether the caller got this id for somebody with another name (ensure-constituent.ts), whom the check is then about. */
async function isSomebodyElse(
  tx: Tx,
  actor: Actor,
  { shown, request }: { shown: Person; request: ScanRequest },
): Promise<boolean> {
  const firstName = request.inputs.first_name ?? '';
  if (!isToEnrol(shown) || mayBe(shown.firstName ?? '', firstName)) return false;
  return isDoubted(tx, actor, { id: shown.id, firstName });
}

type Enrichment = ScanRequest['enrichment'];

function isToEnrol({ enrolledAt, deletedAt }: Pick<Person, 'enrolledAt' | 'deletedAt'>): boolean {
  return enrolledAt === null && deletedAt === null;
}

/** Whether the check has anything to write onto the person: of most checks everything is there already. */
function changes(person: Person, actor: Actor, { enrichment }: ScanRequest): boolean {
  const filled = wanted(person, enrichment, actor.organization.settings.autoEnrich);
  return isToEnrol(person) || Object.keys(filled).length > 0;
}

async function enrich(tx: Tx, actor: Actor, { id, request }: { id: number; request: ScanRequest }): Promise<void> {
  const { enrichment } = request;
  if (enrichment.email) await lockEmail(tx, actor, enrichment.email);
  let filled: Enrichment = {};
  let before: Constituent | undefined;
  const input = async (current: Constituent): Promise<ConstituentInput> => {
    before = current;
    filled = wanted(current, enrichment, actor.organization.settings.autoEnrich);
    const taken = filled.email ? await isTaken(tx, actor, { email: filled.email, ownId: current.id }) : false;
    if (taken) filled = { ...filled, email: undefined };
    const { birthDate, ...flat } = filled;
    // The first check that names a person enrols them (docs/decisions/0003).
    const enrolment = isToEnrol(current) ? { active: true } : {};
    return { ...enrolment, ...(birthDate === undefined ? {} : { birthDate }), ...flatChanges(current, flat) };
  };
  const after = await updateConstituent(tx, actor, { id, presence: 'deleted-too', input });
  await recordEnrichment(tx, actor, { before: before ?? after, after, filled, enrichment });
}

/** What to write, by the organization's setting. What is there already is not written again. */
function wanted(current: Shown, given: Enrichment, mode: 'replace' | 'fill' | 'off'): Enrichment {
  if (mode === 'off') return {};
  const shown = shownFields(current);
  const entries = Object.entries(given).filter(([field, value]) => {
    const present = shown[field as keyof typeof shown];
    return value && value !== present && (mode === 'replace' || !present);
  });
  return Object.fromEntries(entries);
}

type Shown = Pick<Person, 'birthDate' | 'emailAddresses' | 'phoneNumbers'>;

function shownFields(constituent: Shown) {
  return {
    birthDate: constituent.birthDate,
    email: mainEmail(constituent)?.address ?? null,
    phone: mainPhone(constituent)?.number ?? null,
    mobilePhone: phoneOfType(constituent, PHONE_TYPE.mobile)?.number ?? null,
  };
}

async function isTaken(tx: Tx, actor: Actor, { email, ownId }: { email: string; ownId: number }): Promise<boolean> {
  const holder = await findIdByEmail(tx, actor, { email, presence: 'deleted-too' });
  return holder !== undefined && holder !== ownId;
}

/** Keeps old and new values, so that what a check overwrote can be put back; also says which address was left out. */
async function recordEnrichment(
  tx: Tx,
  actor: Actor,
  done: { before: Constituent; after: Constituent; filled: Enrichment; enrichment: Enrichment },
): Promise<void> {
  const { before, after, filled, enrichment } = done;
  const fields = (Object.keys(filled) as (keyof ReturnType<typeof shownFields>)[]).filter((field) => filled[field]);
  const valuesOf = (constituent: Constituent) => {
    const shown = shownFields(constituent);
    return Object.fromEntries(fields.map((field) => [field, shown[field]]));
  };
  if (fields.length > 0) {
    const values = { before: valuesOf(before), after: valuesOf(after) };
    await recordChange(tx, actor, { kind: 'constituent.enriched', subjectId: after.id, ...values });
  }
  const ownEmail = normalizeEmail(mainEmail(after)?.address ?? '');
  const leftOut = enrichment.email !== undefined && enrichment.email !== null && filled.email === undefined;
  if (
    !leftOut ||
    normalizeEmail(enrichment.email ?? '') === ownEmail ||
    actor.organization.settings.autoEnrich !== 'replace'
  )
    return;
  const skipped = { email: enrichment.email, reason: 'email_taken' };
  await recordChange(tx, actor, {
    kind: 'constituent.enrichment_skipped',
    subjectId: after.id,
    before: null,
    after: skipped,
  });
}
