// The look-up tables of one organization, read in one statement, and how a name or id is resolved in them.
import type { Db } from '../../../db/connect.ts';
import { query } from '../../../db/statement.ts';
import type { Actor } from '../../base/actor.ts';
import { comparisonKey } from '../../base/fold.ts';
import type { Audience } from '../../custom-fields/audience.ts';
import type { Reference } from '../../record/part.ts';
import type { CustomDataType } from '../../record/parts/custom-fields.ts';

interface Named {
  readonly id: number;
  readonly name: string;
}

export interface Vocabulary {
  /** The organization's vocabulary version at the time of the read. */
  readonly version: number;
  readonly types: readonly (Named & { readonly kind: string })[];
  /** By kind and id. */
  readonly typeNames: ReadonlyMap<string, string>;
  readonly relationshipTypes: readonly (Named & { readonly reciprocalId: number | null })[];
  readonly groups: readonly (Named & { readonly isSecurity: boolean })[];
  readonly levels: readonly Named[];
  readonly categories: readonly (Named & {
    readonly key: string;
    readonly facetType: string;
    readonly editable: boolean;
  })[];
  readonly customFields: readonly {
    readonly id: number;
    readonly key: string;
    readonly dataType: CustomDataType;
    readonly audience: Audience;
  }[];
}

const rows = (columns: string, from: string) =>
  `(select coalesce(json_agg(json_build_object(${columns}) order by x.id), '[]') from ${from} x where x.organization_id = $1)`;

const load = query<Omit<Vocabulary, 'typeNames'>>(
  'vocabulary',
  `select (select vocabulary_version from organizations where organization_id = $1) as version,
     ${rows(`'kind', x.kind, 'id', x.id, 'name', x.name`, 'types')} as "types",
     ${rows(`'id', x.id, 'name', x.name, 'reciprocalId', x.reciprocal_id`, 'relationship_types')} as "relationshipTypes",
     ${rows(`'id', x.id, 'name', x.name, 'isSecurity', x.is_security`, 'groups')} as "groups",
     ${rows(`'id', x.id, 'name', x.name`, 'membership_levels')} as "levels",
     ${rows(`'id', x.id, 'name', x.name, 'key', x.key, 'facetType', x.facet_type, 'editable', x.editable`, `(select * from categories where item_type = 'Constituent')`)} as "categories",
     ${rows(`'id', x.id, 'key', x.key, 'dataType', x.data_type, 'audience', x.audience`, `(select * from custom_field_definitions where item_type = 'Constituent')`)} as "customFields"`,
);

/** As of the actor's request: read again only when it has changed since it was last read. */
export function loadVocabulary(db: Db, actor: Actor): Promise<Vocabulary> {
  const { id, vocabularyVersion } = actor.organization;
  return db.memory.row(`vocabulary ${id}`, vocabularyVersion, async () => {
    const vocabulary = await db.one(load(id));
    return {
      ...vocabulary,
      typeNames: new Map(vocabulary.types.map((type) => [`${type.kind} ${type.id}`, type.name])),
    };
  });
}

/** The name of a type; null for an id that is none of the kind (docs/contracts/lgl.md §3.5). */
export function typeName(vocabulary: Vocabulary, kind: string, id: unknown): string | null {
  return vocabulary.typeNames.get(`${kind} ${id}`) ?? null;
}

/** The entry that a reference means: its id if known, else its name if known. */
export function resolve<Entry extends Named>(
  entries: readonly Entry[],
  reference: Reference | undefined,
): Entry | undefined {
  const { id, name } = reference ?? {};
  const known = id ? entries.find((entry) => entry.id === id) : undefined;
  if (known) return known;
  // Without regard to case (docs/contracts/lgl.md §5.4), and to what else makes no other name.
  const wanted = name ? comparisonKey(name) : '';
  return wanted === '' ? undefined : entries.find((entry) => comparisonKey(entry.name) === wanted);
}

/** `resolve` for many references: a list of thousands is not gone through for each of thousands. */
export function finder<Entry extends Named>(
  entries: readonly Entry[],
): (reference: Reference | undefined) => Entry | undefined {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  // From the end: of two with one name the first is meant.
  const byName = new Map(entries.toReversed().map((entry) => [comparisonKey(entry.name), entry]));
  const named = (name: string) => byName.get(comparisonKey(name) || ' ');
  return ({ id, name } = {}) => (id ? byId.get(id) : undefined) ?? (name ? named(name) : undefined);
}

/**
 * The type a contact point gets: as `resolve`, else the id as given (no check, docs/contracts/lgl.md §3.5), else the
 * fallback.
 */
export function resolveTypeId(
  vocabulary: Vocabulary,
  kind: string,
  wanted: { reference: Reference | undefined; fallback: number | null },
): number | null {
  const { reference, fallback } = wanted;
  const entries = vocabulary.types.filter((type) => type.kind === kind);
  return resolve(entries, reference)?.id ?? (reference?.id || fallback);
}
