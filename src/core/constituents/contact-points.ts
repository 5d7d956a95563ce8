// Changes to e-mail addresses, phone numbers, street and web addresses: what is written, and which one is preferred.
import type { Organization } from '../base/actor.ts';
import type { ConstituentParts } from './constituent.ts';
import type { PartChange, PartInputs, Reference } from './constituent-input.ts';
import { ADDRESS, type ContactKind, type ContactPart, EMAIL, type Family, PHONE, WEB } from './contact-families.ts';
import { applyChange, planRows, type Row, type RowPlan, type Target } from './part-rows.ts';
import { resolveTypeId, type Vocabulary } from './vocabulary.ts';

export interface ContactContext {
  readonly organization: Organization;
  readonly vocabulary: Vocabulary;
}

interface Item {
  readonly id: number;
  readonly typeId: number | null;
  readonly isPreferred: boolean;
  readonly notCurrent?: boolean;
}

interface Input {
  readonly type?: Reference;
  readonly isPreferred?: boolean;
}

interface Wanted<Fields> {
  readonly fields: Fields;
  readonly typeId: number | null;
  readonly isPreferred: boolean;
  readonly notCurrent: boolean;
  /** The caller said `isPreferred: true` in this change. */
  readonly claimed: boolean;
}

function planFamily<Fields, Existing extends Item & Fields>(
  family: Family<Fields>,
  {
    existing,
    change,
    context,
  }: { existing: readonly Existing[]; change: PartChange<Input & Partial<Fields>>; context: ContactContext },
): RowPlan {
  const merge = (item: Existing | undefined, input: (Input & Partial<Fields>) | undefined): Wanted<Fields> => {
    const fields = Object.fromEntries(
      family.fields.map((field) => [
        field,
        input?.[field] ?? (input && field in input ? null : item?.[field]) ?? family.defaults[field] ?? null,
      ]),
    ) as Fields;
    const fallback = item ? item.typeId : family.defaultTypeId;
    return {
      fields,
      typeId: resolveTypeId(context.vocabulary, family.typeKind, { reference: input?.type, fallback }),
      isPreferred: input?.isPreferred ?? item?.isPreferred ?? false,
      notCurrent: (fields as { notCurrent?: boolean }).notCurrent ?? false,
      claimed: input?.isPreferred === true,
    };
  };
  const applied = applyChange(existing, change, merge);
  const contentful = applied.targets.filter((target) => target.existing || !family.isBlank(target.wanted.fields));
  // An existing element emptied by the change goes: a contact point without content is none.
  const emptied = contentful.filter((target) => target.existing && family.isBlank(target.wanted.fields));
  const targets = settlePreferred(
    contentful.filter((target) => !emptied.includes(target)),
    family.alwaysOnePreferred,
  );
  for (const { wanted } of targets) requireAcceptable(family, existing, wanted.fields);
  const remove = [...applied.remove, ...emptied.flatMap((target) => target.existing?.id ?? [])];
  const toRow = (wanted: Wanted<Fields>): Row => ({
    ...family.toRow(wanted.fields, context.organization),
    type_id: wanted.typeId,
    is_preferred: wanted.isPreferred,
  });
  return planRows({ targets, remove }, toRow, (item) => merge(item, undefined));
}

/** Whatever is on record is accepted again: another contract may have shown it to the caller. */
function requireAcceptable<Fields>(family: Family<Fields>, existing: readonly Fields[], fields: Fields): void {
  const isKnown = existing.some((item) => item[family.content] === fields[family.content]);
  const refusal = isKnown ? undefined : family.refusal?.(fields);
  if (refusal) throw refusal;
}

/** The last element claimed as preferred is the only one; otherwise a current preferred stays, or the first current is promoted. */
function settlePreferred<Existing, Fields>(
  targets: readonly Target<Existing, Wanted<Fields>>[],
  alwaysOne: boolean,
): Target<Existing, Wanted<Fields>>[] {
  const claimed = targets.findLast((target) => target.wanted.claimed);
  if (!claimed && !alwaysOne) return [...targets];
  const current = targets.filter((target) => !target.wanted.notCurrent);
  const chosen =
    claimed ??
    current.find((target) => target.wanted.isPreferred) ??
    current[0] ??
    targets.find((target) => target.wanted.isPreferred);
  return targets.map((target) => ({ ...target, wanted: { ...target.wanted, isPreferred: target === chosen } }));
}

/** What a change does to the rows of one kind. */
export interface ContactPlan {
  readonly kind: ContactKind;
  readonly plan: RowPlan;
}

/** What the input does to each kind of contact point that it names, in the order of `CONTACT_KINDS`. */
export function planContactPoints(
  input: PartInputs,
  existing: Pick<ConstituentParts, ContactPart>,
  context: ContactContext,
): ContactPlan[] {
  const plan = <Fields>(family: Family<Fields>): ContactPlan[] => {
    // Null fields of an input read as absent content, which the families expect.
    const change = input[family.part] as PartChange<Input & Partial<Fields>> | undefined;
    const items = existing[family.part] as unknown as readonly (Item & Fields)[];
    return change ? [{ kind: family, plan: planFamily(family, { existing: items, change, context }) }] : [];
  };
  return [...plan(EMAIL), ...plan(PHONE), ...plan(ADDRESS), ...plan(WEB)];
}
