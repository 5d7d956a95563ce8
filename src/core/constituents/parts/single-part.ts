// One element of a nested list under an id of its own. Writing one changes its owner's record, so that rules which span
// the list (which address is preferred, which membership is the latest) hold however it is written.
import type { Db } from '../../../db/connect.ts';
import { type Query, query } from '../../../db/statement.ts';
import type { Tx } from '../../../db/transaction.ts';
import { type Actor, allow } from '../../base/actor.ts';
import { Failure, invalidField } from '../../base/failure.ts';
import type { PartChange } from '../../record/part.ts';
import { type ConstituentParts, PARTS, type PartInputs, SINGLE_PARTS, type SinglePart } from '../../record/parts.ts';
import { throughAlias } from '../record/aliases.ts';
import type { Constituent } from '../record/constituent.ts';
import { loadConstituents } from '../record/constituent-queries.ts';
import { updateConstituent } from '../record/update-constituent.ts';

export type PartElement<Part extends SinglePart> = ConstituentParts[Part][number];

type ItemOf<Change> = Change extends PartChange<infer Input> ? Input : never;
/** What a caller gives of one element. */
export type PartInput<Part extends SinglePart> = ItemOf<NonNullable<PartInputs[Part]>>;

/** An element and whose it is. */
export interface OwnedPart<Part extends SinglePart> {
  readonly constituentId: number;
  readonly element: PartElement<Part>;
}

const OWNERS = Object.fromEntries(
  SINGLE_PARTS.map((part) => [
    part,
    query<{ constituentId: number }>(
      `${PARTS[part].table.name}_owner`,
      `select r.constituent_id as "constituentId" from ${PARTS[part].table.name} r
       join constituents c on c.organization_id = r.organization_id and c.id = r.constituent_id
       where r.organization_id = $1 and r.id = $2 and c.deleted_at is null`,
    ),
  ]),
) as Record<SinglePart, (...values: unknown[]) => Query<{ constituentId: number }>>;

function notFound(part: SinglePart, id: number): Failure {
  return new Failure('not-found', PARTS[part].single.name, { subject: id });
}

/** Whose element this is. Throws `not-found`, also when the owner is deleted. */
async function ownerOf(db: Db, actor: Actor, { part, id }: { part: SinglePart; id: number }): Promise<number> {
  const owner = await db.maybe(OWNERS[part](actor.organization.id, id));
  if (!owner) throw notFound(part, id);
  return owner.constituentId;
}

function elementsOf<Part extends SinglePart>(constituent: ConstituentParts, part: Part): readonly PartElement<Part>[] {
  return constituent[part] as readonly PartElement<Part>[];
}

/** One nested list of a constituent. Throws `not-found` for an unknown or deleted constituent. */
export async function getPart<Part extends keyof ConstituentParts>(
  db: Db,
  actor: Actor,
  { constituentId, part }: { constituentId: number; part: Part },
): Promise<ConstituentParts[Part]> {
  const constituent = await throughAlias({ reader: db, actor, id: constituentId }, async (id) => {
    const [loaded] = await loadConstituents(db, actor, { ids: [id], parts: [part] });
    return loaded;
  });
  if (!constituent || constituent.deletedAt !== null) {
    throw new Failure('not-found', 'constituent', { subject: constituentId });
  }
  const parts: Pick<ConstituentParts, Part> = constituent;
  return parts[part];
}

/** One element by its id. Throws `not-found`. */
export async function getPartElement<Part extends SinglePart>(
  db: Db,
  actor: Actor,
  { part, id }: { part: Part; id: number },
): Promise<OwnedPart<Part>> {
  allow(actor, 'constituents:read');
  const constituentId = await ownerOf(db, actor, { part, id });
  const elements = (await getPart(db, actor, { constituentId, part })) as readonly PartElement<Part>[];
  const element = elements.find((candidate) => candidate.id === id);
  if (!element) throw notFound(part, id);
  return { constituentId, element };
}

function changeOf<Part extends SinglePart>(part: Part, change: PartChange<PartInput<Part>>): PartInputs {
  return { [part]: change };
}

/** Adds one element. Throws `not-found` for the constituent, `invalid` for an element without content. */
export async function addPartElement<Part extends SinglePart>(
  tx: Tx,
  actor: Actor,
  { constituentId, part, input }: { constituentId: number; part: Part; input: PartInput<Part> },
): Promise<OwnedPart<Part>> {
  let had: readonly number[] = [];
  const change = (constituent: Constituent) => {
    had = constituent[part].map((element) => element.id);
    return changeOf(part, { items: [{ ...input, id: null }] });
  };
  const after = await updateConstituent(tx, actor, { id: constituentId, input: change });
  const element = elementsOf(after, part).find((candidate) => !had.includes(candidate.id));
  if (!element) throw invalidField(PARTS[part].single.content, 'required');
  return { constituentId: after.id, element };
}

/** Changes what is given of one element. Throws `not-found`, `invalid` when no content would remain. */
export async function updatePartElement<Part extends SinglePart>(
  tx: Tx,
  actor: Actor,
  { part, id, input }: { part: Part; id: number; input: PartInput<Part> },
): Promise<OwnedPart<Part>> {
  const constituentId = await ownerOf(tx, actor, { part, id });
  const change = requireElement(part, id, { items: [{ ...input, id }] });
  const after = await updateConstituent(tx, actor, { id: constituentId, input: change });
  const element = elementsOf(after, part).find((candidate) => candidate.id === id);
  if (!element) throw invalidField(PARTS[part].single.content, 'required');
  return { constituentId, element };
}

/** Removes one element. Throws `not-found`. */
export async function removePartElement(
  tx: Tx,
  actor: Actor,
  { part, id }: { part: SinglePart; id: number },
): Promise<void> {
  const constituentId = await ownerOf(tx, actor, { part, id });
  await updateConstituent(tx, actor, { id: constituentId, input: requireElement(part, id, { remove: [id] }) });
}

/** The change, provided that the element is still there once the record is locked: it would be added anew otherwise. */
function requireElement<Part extends SinglePart>(part: Part, id: number, change: PartChange<PartInput<Part>>) {
  return (constituent: Constituent): PartInputs => {
    if (!constituent[part].some((element) => element.id === id)) throw notFound(part, id);
    return changeOf(part, change);
  };
}
