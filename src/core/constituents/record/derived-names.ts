// How a constituent is addressed, as far as nobody said otherwise (docs/contracts/lgl.md §5.3 and §5.2).
import { fold } from '../../base/fold.ts';
import { type ConstituentFields, SEARCHED_NAMES } from '../../record/fields.ts';

type NameParts = Pick<ConstituentFields, 'isOrg' | 'firstName' | 'lastName' | 'orgName'>;

const DERIVED_NAMES = [
  'addressee',
  'salutation',
  'sortName',
  'annualReportName',
  'altSalutation',
  'altAddressee',
  'honoraryName',
] as const;

type DerivedName = (typeof DERIVED_NAMES)[number];
type DerivedNames = Pick<ConstituentFields, DerivedName>;

function blankToNull(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text;
}

function generate(parts: NameParts): DerivedNames {
  const [first, last, org] = [parts.firstName, parts.lastName, parts.orgName].map(blankToNull);
  if (parts.isOrg) {
    const name = last ?? org ?? null;
    return { ...FOLLOWS_NOTHING, addressee: name, altAddressee: name, sortName: org ?? last ?? null };
  }
  const full = [first, last].filter((part) => part !== null).join(' ') || org || null;
  const salutation = first ?? last ?? null;
  const sortName = last && first ? `${last}, ${first}` : full;
  return {
    addressee: full,
    salutation,
    sortName,
    annualReportName: full,
    altSalutation: salutation,
    altAddressee: full,
    honoraryName: full,
  };
}

const FOLLOWS_NOTHING: DerivedNames = {
  addressee: null,
  salutation: null,
  sortName: null,
  annualReportName: null,
  altSalutation: null,
  altAddressee: null,
  honoraryName: null,
};

/** The names of a new constituent: the caller's, then those that follow the caller's addressee or salutation, then generated ones. */
export function deriveNames(parts: NameParts, given: Partial<DerivedNames>): DerivedNames {
  const generated = generate(parts);
  const own = (name: DerivedName) => blankToNull(given[name] ?? null);
  const addressee = own('addressee') ?? generated.addressee;
  const salutation = own('salutation') ?? generated.salutation;
  const follow = (name: DerivedName, leader: string | null) => own(name) ?? (parts.isOrg ? generated[name] : leader);
  return {
    addressee,
    salutation,
    sortName: own('sortName') ?? generated.sortName,
    annualReportName: follow('annualReportName', addressee),
    honoraryName: follow('honoraryName', addressee),
    altAddressee: own('altAddressee') ?? addressee,
    altSalutation: follow('altSalutation', salutation),
  };
}

/** The names that a rename changes: those still as generated from the old parts, unless the caller gives them. */
export function rederiveNames(
  before: NameParts & DerivedNames,
  after: NameParts,
  given: Partial<DerivedNames>,
): Partial<DerivedNames> {
  const [old, fresh] = [generate(before), generate(after)];
  const renamed = DERIVED_NAMES.filter(
    (name) => given[name] === undefined && before[name] === old[name] && old[name] !== fresh[name],
  );
  return Object.fromEntries(renamed.map((name) => [name, fresh[name]]));
}

type SearchedFields = Pick<ConstituentFields, (typeof SEARCHED_NAMES)[number]>;

/** The folded text that name search looks into: each distinct name on a line of its own (docs/contracts/lgl.md §4.5). */
export function searchNames(fields: SearchedFields): { searchName: string; searchSortName: string } {
  const names = new Set(SEARCHED_NAMES.map((name) => fold(fields[name] ?? '')).filter((name) => name !== ''));
  return { searchName: [...names].join('\n'), searchSortName: fold(fields.sortName ?? '') };
}
