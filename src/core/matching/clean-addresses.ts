// Street addresses as they are compared: number, street, unit and place apart, and one spelling of what has several.
import type { MatchAddress } from './person.ts';
import { latin } from './sound.ts';

export interface CleanAddress {
  /** Of the house, or of a post box. */
  readonly number: string;
  readonly street: string;
  readonly unit: string;
  /** The street of a second line: some write a building or a farm there. */
  readonly secondStreet: string;
  readonly city: string;
  readonly state: string;
  readonly postcode: string;
}

/** One spelling of each word that streets and cities are written with in several. */
const SPELLINGS: Readonly<Record<string, string>> = Object.fromEntries(
  `street:st str:st strasse:st avenue:ave av:ave road:rd lane:ln drive:dr drv:dr court:ct boulevard:blvd place:pl square:sq
   terrace:tce ter:tce crescent:cres highway:hwy parkway:pkwy circle:cir circuit:cct close:cl grove:gr gardens:gdns
   north:n south:s east:e west:w northeast:ne northwest:nw southeast:se southwest:sw saint:st sankt:st mount:mt fort:ft
   first:1st second:2nd third:3rd fourth:4th fifth:5th sixth:6th seventh:7th eighth:8th ninth:9th tenth:10th`
    .split(/\s+/)
    .map((pair) => pair.split(':', 2)),
);

const UNITS = new Set('apt apartment unit suite ste flat fl floor rm room lot no nr'.split(' '));

const STATES: Readonly<Record<string, string>> = Object.fromEntries(
  `alabama:al alaska:ak arizona:az arkansas:ar california:ca colorado:co connecticut:ct delaware:de florida:fl georgia:ga
   hawaii:hi idaho:id illinois:il indiana:in iowa:ia kansas:ks kentucky:ky louisiana:la maine:me maryland:md
   massachusetts:ma michigan:mi minnesota:mn mississippi:ms missouri:mo montana:mt nebraska:ne nevada:nv newhampshire:nh
   newjersey:nj newmexico:nm newyork:ny northcarolina:nc northdakota:nd ohio:oh oklahoma:ok oregon:or pennsylvania:pa
   rhodeisland:ri southcarolina:sc southdakota:sd tennessee:tn texas:tx utah:ut vermont:vt virginia:va washington:wa
   westvirginia:wv wisconsin:wi wyoming:wy newsouthwales:nsw victoria:vic queensland:qld southaustralia:sa
   westernaustralia:wa tasmania:tas ontario:on quebec:qc britishcolumbia:bc alberta:ab manitoba:mb saskatchewan:sk`
    .split(/\s+/)
    .map((pair) => pair.split(':', 2)),
);

function wordsOf(text: string): string[] {
  return latin(text)
    .replace(/['.]/g, '')
    .replace(/#\s*/g, ' unit ')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');
}

function spelled(words: readonly string[]): string[] {
  return words.map((word) => (Object.hasOwn(SPELLINGS, word) ? (SPELLINGS[word] ?? word) : word));
}

interface Line {
  readonly number: string;
  readonly street: string;
  readonly unit: string;
}

const isNumber = (word: string) => /^\d+\p{L}?$/u.test(word);

function cleanLine(text: string): Line {
  const words = wordsOf(text.replace(/straße|strasse|str\./gi, ' st '));
  if (/^p ?o ?box/.test(words.join(' '))) return { number: words.at(-1) ?? '', street: 'pobox', unit: '' };
  const unitAt = words.findIndex((word, at) => UNITS.has(word) && at < words.length - 1);
  const unit = unitAt < 0 ? '' : (words[unitAt + 1] ?? '');
  const street = unitAt < 0 ? words : [...words.slice(0, unitAt), ...words.slice(unitAt + 2)];
  // Before the street, or after it: `Hauptstraße 12`.
  const at = street.findIndex(isNumber);
  const number = at < 0 ? '' : (street[at] ?? '');
  const name = street.filter((_, place) => place !== at);
  return { number, street: spelled(name).join(''), unit };
}

/** Undefined: it says nothing of a place. */
export function cleanAddress(address: MatchAddress): CleanAddress | undefined {
  const [first = '', ...others] = (address.street ?? '').split('\n');
  const line = cleanLine(first);
  const second = cleanLine(others.join(' '));
  const place = {
    city: spelled(wordsOf(address.city ?? '')).join(''),
    state: cleanState(address.state ?? ''),
    postcode: cleanPostcode(address.postalCode ?? ''),
  };
  const { number, street } = line.street === '' && second.street !== '' ? second : line;
  if (street + place.city + place.postcode + place.state === '') return undefined;
  const secondStreet = second.street === street ? '' : second.street;
  return { number: number || second.number, street, unit: line.unit || second.unit, secondStreet, ...place };
}

function cleanState(state: string): string {
  const joined = wordsOf(state).join('');
  return Object.hasOwn(STATES, joined) ? (STATES[joined] ?? joined) : joined;
}

/** Of a ZIP code the five digits that everybody writes. */
function cleanPostcode(postcode: string): string {
  const joined = wordsOf(postcode).join('');
  return /^\d{9}$/.test(joined) ? joined.slice(0, 5) : joined;
}
