// What goes back of one change, three ways: what it was before the change, what the change made of it, and what it is now.
// Only what is still as the change left it goes back.
import type { ConstituentInput } from '../constituents/record/constituent-input.ts';
import { FIELD_NAMES } from '../record/fields.ts';
import type { ConstituentParts, PartName } from '../record/parts.ts';

type Values = Readonly<Record<string, unknown>>;

export interface ThreeWay {
  readonly before: Values;
  readonly after: Values;
  readonly now: Values;
}

export interface Reversal {
  /** What to write; nothing where all is as it was before, or has changed since. */
  readonly input: ConstituentInput;
  /** Fields, and parts, of which something has changed since. */
  readonly kept: readonly string[];
}

/** Follows from something else, or is written by nobody under its name. */
const DERIVED = new Set(['contactTypeName', 'maritalStatusName', 'interestLevelName', 'ratingName', 'updatedAt']);

/** What is incidental in an element: two are the same without it. */
const INCIDENTAL = new Set(['createdAt', 'updatedAt', 'typeName', 'groupName', 'membershipLevelName', 'digits']);

/** Two values that mean the same have the same text: the database keeps the names in an object in an order of its own. */
function essence(value: unknown): string {
  return JSON.stringify(value, (_name, inner) => (isObject(inner) ? essential(inner) : inner)) ?? 'null';
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function essential(object: object): object {
  const entries = Object.entries(object).filter(([name]) => !INCIDENTAL.has(name));
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

const same = (one: unknown, other: unknown) => essence(one ?? null) === essence(other ?? null);

type Item = Readonly<Record<string, unknown>>;

/** An element of a list as a caller would give it, to be added or changed back. */
const GIVEN: { readonly [Part in PartName]?: (element: never) => Item } = {
  emailAddresses: ({ address, typeId, isPreferred, notCurrent }: ConstituentParts['emailAddresses'][number]) => ({
    ...{ address, type: { id: typeId }, isPreferred, notCurrent },
  }),
  phoneNumbers: ({ number, typeId, isPreferred, notCurrent }: ConstituentParts['phoneNumbers'][number]) => ({
    ...{ number, type: { id: typeId }, isPreferred, notCurrent },
  }),
  webAddresses: ({ url, typeId, isPreferred }: ConstituentParts['webAddresses'][number]) => ({
    ...{ url, type: { id: typeId }, isPreferred },
  }),
  streetAddresses: (address: ConstituentParts['streetAddresses'][number]) => {
    const { street, city, state, postalCode, county, country, typeId, isPreferred, notCurrent } = address;
    const { seasonalFrom, seasonalTo, seasonal } = address;
    return {
      ...{ street, city, state, postalCode, county, country, seasonalFrom, seasonalTo, seasonal },
      ...{ type: { id: typeId }, isPreferred, notCurrent },
    };
  },
  groups: ({ groupId, dateStart, dateEnd, isCurrent }: ConstituentParts['groups'][number]) => ({
    ...{ group: { id: groupId }, dateStart, dateEnd, isCurrent },
  }),
  memberships: ({ membershipLevelId, dateStart, finishDate, note }: ConstituentParts['memberships'][number]) => ({
    ...{ level: { id: membershipLevelId }, dateStart, finishDate, note },
  }),
  relationships: (row: ConstituentParts['relationships'][number]) => {
    const { relatedConstituentId, relationshipTypeId: id, name, description, autoSoftCredit, alsoAcknowledge } = row;
    return { relatedConstituentId, type: { id, name }, description, autoSoftCredit, alsoAcknowledge };
  },
  classAffiliations: ({ classAffiliationTypeId, year, note }: ConstituentParts['classAffiliations'][number]) => ({
    ...{ classAffiliationTypeId, year, note },
  }),
};

interface PartReversal {
  readonly change: unknown;
  readonly isKept: boolean;
}

type Lists = { readonly [Way in 'before' | 'after' | 'now']: readonly Item[] };

/** Of a list whose elements have ids: each element goes its own way. */
function listBack({ before, after, now }: Lists, given: (element: never) => Item): PartReversal {
  const [was, became, is] = [before, after, now].map((list) => new Map(list.map((each) => [each.id, each])));
  const ids = [...new Set([...(was?.keys() ?? []), ...(became?.keys() ?? [])])];
  const changed = ids.filter((id) => !same(was?.get(id), became?.get(id)));
  const untouched = changed.filter((id) => same(is?.get(id), became?.get(id)));
  const items = untouched.flatMap((id) => {
    const element = was?.get(id);
    if (!element) return [];
    return [{ ...(is?.has(id) ? { id } : {}), ...given(element as never) }];
  });
  const remove = untouched.filter((id) => !was?.has(id));
  const isKept = changed.some((id) => !same(is?.get(id), became?.get(id)) && !same(is?.get(id), was?.get(id)));
  return { change: items.length + remove.length > 0 ? { items, remove } : undefined, isKept };
}

function customFieldsBack({ before, after, now }: Lists): PartReversal {
  const valueIn = (list: readonly Item[], id: unknown) => list.find((each) => each.definitionId === id)?.value ?? null;
  const ids = [...new Set([...before, ...after].map((each) => each.definitionId))];
  const changed = ids.filter((id) => valueIn(before, id) !== valueIn(after, id));
  const untouched = changed.filter((id) => valueIn(now, id) === valueIn(after, id));
  const change = untouched.map((id) => ({ id, value: valueIn(before, id) }));
  return { change: change.length > 0 ? change : undefined, isKept: untouched.length < changed.length };
}

/** Of a plain set, by the id in an element. */
function setBack({ before, after, now }: Lists, key: string): PartReversal {
  const [was, became, is] = [before, after, now].map((list) => new Set(list.map((each) => each[key])));
  const added = [...(became ?? [])].filter((id) => !was?.has(id));
  const removed = [...(was ?? [])].filter((id) => !became?.has(id));
  const remove = added.filter((id) => is?.has(id));
  const add = removed.filter((id) => !is?.has(id));
  const isKept = remove.length + add.length < added.length + removed.length;
  return { change: remove.length + add.length > 0 ? { add, remove } : undefined, isKept };
}

interface KeywordsOf extends Item {
  readonly keywords: readonly { readonly id: number }[];
}

/** Keywords by category: those that the change gave go, those that it took come back. */
function keywordsBack({ before, after, now }: Lists): PartReversal {
  const flat = (list: readonly Item[]) =>
    (list as readonly KeywordsOf[]).flatMap(({ id: category, keywords }) =>
      keywords.map(({ id }) => ({ category, id })),
    );
  const lists = { before: flat(before), after: flat(after), now: flat(now) };
  const { change, isKept } = setBack(lists, 'id');
  const { add = [], remove = [] } = (change ?? {}) as { add?: unknown[]; remove?: unknown[] };
  const categories = new Set([...lists.before, ...lists.after].map(({ category }) => category));
  const within = (category: unknown, ids: readonly unknown[]) =>
    ids.filter((id) => [...lists.before, ...lists.after].some((each) => each.id === id && each.category === category));
  const changes = [...categories].map((category) => ({
    ...{ id: category, keywords: within(category, add).map((id) => ({ id })), remove: within(category, remove) },
  }));
  const named = changes.filter(({ keywords, remove: gone }) => keywords.length + gone.length > 0);
  return { change: named.length > 0 ? named : undefined, isKept };
}

const PARTS_BACK: { readonly [Part in PartName]: (lists: Lists) => PartReversal } = {
  ...(Object.fromEntries(
    Object.entries(GIVEN).map(([part, given]) => [part, (lists: Lists) => listBack(lists, given)]),
  ) as Record<
    Exclude<PartName, 'customFields' | 'categories' | 'interests' | 'centers'>,
    (lists: Lists) => PartReversal
  >),
  customFields: customFieldsBack,
  categories: keywordsBack,
  interests: (lists) => setBack(lists, 'interestId'),
  centers: (lists) => setBack(lists, 'centerId'),
};

/** A map of values under names, such as ids in other systems: each name goes its own way. */
function mapBack({ before, after, now }: ThreeWay): { change: Record<string, unknown>; isKept: boolean } {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => !same(before[name], after[name]));
  const untouched = changed.filter((name) => same(now[name], after[name]));
  const change = Object.fromEntries(untouched.map((name) => [name, before[name] ?? null]));
  const isKept = changed.some((name) => !same(now[name], after[name]) && !same(now[name], before[name]));
  return { change, isKept };
}

const REFERENCES: Readonly<Record<string, string>> = { contactTypeId: 'contactType', maritalStatusId: 'maritalStatus' };

/** What takes a change of a record back. */
export function reversalOf({ before, after, now }: ThreeWay): Reversal {
  const input: Record<string, unknown> = {};
  const kept: string[] = [];
  const note = (name: string, isKept: boolean) => isKept && kept.push(name);
  for (const name of Object.keys(before).filter((each) => !DERIVED.has(each))) {
    const ways = { before: before[name], after: after[name], now: now[name] };
    if (name in PARTS_BACK) {
      const lists = Object.fromEntries(
        Object.entries(ways).map(([way, list]) => [way, list ?? []]),
      ) as unknown as Lists;
      const { change, isKept } = PARTS_BACK[name as PartName](lists);
      if (change !== undefined) input[name] = change;
      note(name, isKept);
    } else if (name === 'externalIds' || name === 'extras') {
      const maps = Object.fromEntries(
        Object.entries(ways).map(([way, map]) => [way, map ?? {}]),
      ) as unknown as ThreeWay;
      const { change, isKept } = mapBack(maps);
      if (Object.keys(change).length > 0) input[name] = change;
      note(name, isKept);
    } else if (!(FIELD_NAMES as readonly string[]).includes(name)) {
      note(name, !same(ways.now, ways.before));
    } else if (!same(ways.now, ways.after)) note(name, !same(ways.now, ways.before));
    else if (REFERENCES[name]) input[REFERENCES[name]] = { id: ways.before };
    else input[name] = ways.before;
  }
  return { input: input as ConstituentInput, kept };
}
