// A person or an organization as a vCard 4.0 (RFC 6350): what an address book knows.
import type { Constituent } from '../constituents/record/constituent.ts';
import type { PartName } from '../record/parts.ts';

export const VCARD_PARTS: readonly PartName[] = [
  ...(['emailAddresses', 'phoneNumbers', 'streetAddresses', 'webAddresses'] as const),
  'groups',
];

/** RFC 6350, section 3.4: what separates values stands behind a backslash. */
function text(value: string | null): string {
  return (value ?? '').replace(/[\\,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');
}

/** Only where semicolons separate values: elsewhere some address books show the backslash. */
const component = (value: string | null) => text(value).replaceAll(';', '\\;');
const structured = (...values: readonly (string | null)[]) => values.map(component).join(';');

/** Types that address books know, by the name that organizations give them. */
const TYPES: Readonly<Record<string, string>> = {
  home: 'home',
  personal: 'home',
  work: 'work',
  business: 'work',
  mobile: 'cell',
  cell: 'cell',
  fax: 'fax',
  pager: 'pager',
};

interface Point {
  readonly typeName: string | null;
  readonly isPreferred: boolean;
  readonly notCurrent?: boolean;
}

function parameters({ typeName, isPreferred }: Point, isPhone: boolean): string {
  const type = TYPES[typeName?.toLowerCase() ?? ''];
  const isKnown = type !== undefined && (isPhone || type === 'home' || type === 'work');
  return `${isKnown ? `;TYPE=${type}` : ''}${isPreferred ? ';PREF=1' : ''}`;
}

function nameOf({ id, isOrg, firstName, lastName, orgName, emailAddresses }: Constituent): string {
  const person = [firstName, lastName].filter(Boolean).join(' ');
  const name = isOrg ? orgName || person : person || orgName;
  return name || emailAddresses[0]?.address || String(id);
}

const SEXES: Readonly<Record<string, string>> = { male: 'M', m: 'M', female: 'F', f: 'F' };

/** A letter where there is one, else the word (RFC 6350, section 6.2.7). */
function genderOf(gender: string): string {
  return SEXES[gender.toLowerCase()] ?? `;${component(gender)}`;
}

function propertiesOf(record: Constituent): [name: string, value: string | null][] {
  const { firstName, middleName, lastName, prefix, suffix, profSuffix, nickName, orgName, jobTitle } = record;
  const suffixes = [suffix, profSuffix].filter((one) => one !== null && one !== '');
  const hasName = !record.isOrg && Boolean(firstName || lastName);
  return [
    ['KIND', record.isOrg ? 'org' : 'individual'],
    ['FN', text(nameOf(record))],
    [
      'N',
      hasName ? `${structured(lastName, firstName, middleName, prefix)};${suffixes.map(component).join(',')}` : null,
    ],
    ['NICKNAME', nickName && text(nickName)],
    ['ORG', orgName && component(orgName)],
    ['TITLE', jobTitle && text(jobTitle)],
    ['GENDER', record.gender && genderOf(record.gender)],
    ['BDAY', record.birthDate?.replaceAll('-', '') ?? null],
    ['DEATHDATE', record.deceasedDate?.replaceAll('-', '') ?? null],
  ];
}

function pointsOf(record: Constituent): [name: string, value: string | null][] {
  const current = <Element extends Point>(points: readonly Element[]) => points.filter((point) => !point.notCurrent);
  const groups = record.groups.filter(({ isCurrent }) => isCurrent).map(({ groupName }) => text(groupName));
  return [
    ...current(record.emailAddresses).map((email): [string, string] => [
      `EMAIL${parameters(email, false)}`,
      text(email.address),
    ]),
    ...current(record.phoneNumbers).map((phone): [string, string] => [
      `TEL;VALUE=text${parameters(phone, true)}`,
      text(phone.number),
    ]),
    ...current(record.streetAddresses).map((at): [string, string] => [
      `ADR${parameters(at, false)}`,
      `;;${structured(at.street, at.city, at.state, at.postalCode, at.country)}`,
    ]),
    ...current(record.webAddresses).map((web): [string, string] => [`URL${parameters(web, false)}`, web.url]),
    ['CATEGORIES', groups.length > 0 ? groups.join(',') : null],
  ];
}

/** RFC 6350, section 3.2: at most 75 bytes in a line, the rest in lines that begin with a blank; a character is never divided. */
function folded(line: string): string {
  const lines = [''];
  let bytes = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (bytes + size > 75) {
      lines.push(' ');
      bytes = 1;
    }
    lines.push(`${lines.pop()}${character}`);
    bytes += size;
  }
  return lines.join('\r\n');
}

/** `uid` is what an address book recognises the person by when it reads a later file. */
export function vcardOf(record: Constituent, uid: string): string {
  const properties: readonly [string, string | null][] = [
    ['BEGIN', 'VCARD'],
    ['VERSION', '4.0'],
    ['UID', text(uid)],
    ...propertiesOf(record),
    ...pointsOf(record),
    ['REV', record.updatedAt.replace(/[-:]|\.\d+/g, '')],
    ['END', 'VCARD'],
  ];
  // A line break in an address would begin another property.
  const lineOf = ([name, value]: readonly [string, string | null]) =>
    value === null || value === '' ? '' : `${folded(`${name}:${value.replace(/[\r\n]+/g, ' ')}`)}\r\n`;
  return properties.map(lineOf).join('');
}
