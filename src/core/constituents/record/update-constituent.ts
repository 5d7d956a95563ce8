import type { Tx } from '../../../db/transaction.ts';
import { endOtherSignOns } from '../../access/sessions.ts';
import { type Actor, allowRecord } from '../../base/actor.ts';
import { difference, recordChange } from '../../base/change.ts';
import { changedExtras } from '../../record/extras.ts';
import { type ConstituentFields, FIELD_NAMES } from '../../record/fields.ts';
import { writeParts } from '../parts/write-parts.ts';
import { requireBorn } from './birth-date.ts';
import { cleanInput } from './clean-input.ts';
import type { Constituent } from './constituent.ts';
import type { ConstituentInput } from './constituent-input.ts';
import { lockConstituent, reloadConstituent } from './constituent-queries.ts';
import { rederiveNames, searchNames } from './derived-names.ts';
import { endUnprovenSignOn, isTakenOver, speaksForOrganization } from './take-over.ts';
import { loadVocabulary } from './vocabulary.ts';
import { fieldsOf, type KeptColumns, updateConstituentRow, writeExternalIds } from './write-fields.ts';

export interface ConstituentUpdate {
  readonly id: number;
  /** Whether a deleted record may be changed (Oho still shows it). */
  readonly presence?: 'present' | 'deleted-too';
  /** What to change; a function sees the record as locked, so that nothing can slip between reading and writing. */
  readonly input: ConstituentInput | ((constituent: Constituent) => ConstituentInput | Promise<ConstituentInput>);
}

/** Changes what the input names and nothing else. Writers of one person take turns. Throws `not-found`. */
export async function updateConstituent(tx: Tx, actor: Actor, update: ConstituentUpdate): Promise<Constituent> {
  allowRecord(actor, 'constituents:write', update.id);
  const before = await lockConstituent(tx, actor, update);
  // Not the id that was given, which may be one that was merged away.
  const { id } = before;
  const input = cleanInput(typeof update.input === 'function' ? await update.input(before) : update.input);
  const vocabulary = await loadVocabulary(tx, actor);
  const given = fieldsOf(input, vocabulary);
  // A client may send back the birth date that the record showed, also one that would be refused as new.
  if (given.birthDate !== before.birthDate) requireBorn(tx, actor, { birthDate: given.birthDate });
  const fields = differing(before, { ...given, ...rederiveNames(before, { ...before, ...given }, given) });
  const owner = { tx, actor, vocabulary, constituentId: id, existing: before };
  const partsTouched = await writeParts(owner, input);
  const external = { id, existing: before.externalIds, wanted: input.externalIds };
  const idsTouched = await writeExternalIds(tx, actor, external);
  const extras = changedExtras(before.extras, input.extras);
  const columnsTouched = Object.keys(fields).length > 0 || extras !== undefined || input.passwordHash !== undefined;
  const touched = partsTouched || idsTouched || columnsTouched;
  if (!touched) return before;
  const kept = { ...keptColumns(tx, { actor, before, fields }, input), extras };
  await tx.all(updateConstituentRow({ actor, id }, fields, kept));
  if (isEnrolling(before, fields)) await endOtherSignOns(tx, actor.organization.id, { constituentId: id });
  const after = await recordUpdate(tx, actor, before);
  if (isTakenOver(actor, before, after)) await endUnprovenSignOn(tx, actor, id);
  return after;
}

/** Reads a record back after a write and records what differs from before. */
export async function recordUpdate(tx: Tx, actor: Actor, before: Constituent): Promise<Constituent> {
  const after = await reloadConstituent(tx, actor, before.id);
  const changed = difference({ ...before }, { ...after });
  const change = changed ?? { before: {}, after: {} };
  const events = 'active' in change.after ? ['constituent.status_changed'] : [];
  await recordChange(tx, actor, { kind: 'constituent.updated', subjectId: before.id, ...change, events });
  return after;
}

function differing(before: ConstituentFields, wanted: Partial<ConstituentFields>): Partial<ConstituentFields> {
  const names = FIELD_NAMES.filter((name) => name in wanted && wanted[name] !== before[name]);
  return Object.fromEntries(names.map((name) => [name, wanted[name]]));
}

function isEnrolling(before: Constituent, { active }: Partial<ConstituentFields>): boolean {
  return active === true && before.enrolledAt === null;
}

// Who signed up with an address had not proven that it is theirs. When the organization takes the record over as one of its
// people, a stranger's password must not open it any longer (docs/decisions/0018).
const enrolled = ({ clock }: Tx) => ({ enrolledAt: clock.now(), passwordHash: null, signOnUnproven: null });

/** A password that the organization sets is no stranger's. */
function passwordColumns(actor: Actor, { passwordHash }: ConstituentInput): Partial<KeptColumns> {
  if (passwordHash === undefined) return {};
  return speaksForOrganization(actor) ? { passwordHash, signOnUnproven: null } : { passwordHash };
}

function keptColumns(
  tx: Tx,
  { actor, before, fields }: { actor: Actor; before: Constituent; fields: Partial<ConstituentFields> },
  input: ConstituentInput,
): KeptColumns {
  return {
    ...searchNames({ ...before, ...fields }),
    ...passwordColumns(actor, input),
    ...(isEnrolling(before, fields) ? enrolled(tx) : {}),
  };
}
