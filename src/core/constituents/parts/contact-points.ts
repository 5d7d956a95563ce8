// Changes to e-mail addresses, phone numbers, street and web addresses: what is written, and which one is preferred.
import type { Organization } from '../../base/actor.ts';
import type { Family, Point, PointInput } from '../../record/contact-point.ts';
import type { PartChange } from '../../record/part.ts';
import { CONTACT_PARTS, type ConstituentParts, type ContactPart, PARTS, type PartInputs } from '../../record/parts.ts';
import { resolveTypeId, type Vocabulary } from '../record/vocabulary.ts';
import { applyChange, planRows, type Row, type RowPlan, type Target } from './part-rows.ts';

export interface ContactContext {
  readonly organization: Organization;
  readonly vocabulary: Vocabulary;
}

interface Wanted<Fields> {
  readonly fields: Fields;
  readonly typeId: number | null;
  readonly isPreferred: boolean;
  readonly notCurrent: boolean;
  /** The caller said `isPreferred: true` in this change. */
  readonly claimed: boolean;
}

function planFamily<Fields, Existing extends Point & Fields>(
  family: Family<Fields>,
  {
    existing,
    change,
    context,
  }: { existing: readonly Existing[]; change: PartChange<PointInput & Partial<Fields>>; context: ContactContext },
): RowPlan {
  const names = Object.keys(family.defaults) as (keyof Fields)[];
  const merge = (item: Existing | undefined, input: (PointInput & Partial<Fields>) | undefined): Wanted<Fields> => {
    const fields = Object.fromEntries(
      names.map((field) => [
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

/** What a change does to the rows of one kind of contact point. */
export interface ContactPlan {
  readonly part: ContactPart;
  readonly plan: RowPlan;
}

/** What the input does to each kind of contact point that it names. */
export function planContactPoints(
  input: PartInputs,
  existing: Pick<ConstituentParts, ContactPart>,
  context: ContactContext,
): ContactPlan[] {
  return CONTACT_PARTS.flatMap((part) => {
    // Each kind has its own fields. The plan does not depend on them, hence one type for all.
    const family = PARTS[part] as unknown as Family<object>;
    const items: readonly Point[] = existing[part];
    const change = input[part] as PartChange<PointInput> | undefined;
    return change ? [{ part, plan: planFamily(family, { existing: items, change, context }) }] : [];
  });
}
