// Every text that is compared, once, with a number. A million people fit into memory as numbers, workers share them, and two
// texts are equal if their numbers are.
import { isKnownName, otherForms } from './nicknames.ts';
import { soundOf } from './sound.ts';

/** What a text is: its first letter in the dictionary. Texts of two kinds are never equal. */
export const KINDS = {
  name: 'n',
  /** Given and family name together. */
  fullName: 'p',
  birth: 'd',
  system: 'y',
  identifier: 'i',
  identifierValue: 'v',
  email: 'e',
  local: 'l',
  domain: 'm',
  phone: 't',
  address: 'a',
  number: 'u',
  street: 's',
  city: 'c',
  state: 'r',
  postcode: 'z',
  organization: 'o',
} as const;

export type Kind = (typeof KINDS)[keyof typeof KINDS];

/** No text. */
export const NONE = -1;

export class Dictionary {
  readonly codes = new Map<string, number>();
  /** With their kinds. */
  readonly texts: string[] = [];

  /** The number of a text; `NONE` of an empty one. */
  code(kind: Kind, text: string): number {
    if (text === '') return NONE;
    const key = kind + text;
    const known = this.codes.get(key);
    if (known !== undefined) return known;
    this.codes.set(key, this.texts.length);
    this.texts.push(key);
    return this.texts.length - 1;
  }
}

/** For each of a number of things a list: those of thing `i` are `values[starts[i]]` to before `values[starts[i + 1]]`. */
export interface Lists {
  readonly starts: Int32Array;
  readonly values: Int32Array;
}

/** The texts of a dictionary as workers share them. */
export interface Texts {
  readonly count: number;
  /** UTF-16 code units of all texts, without kinds. */
  readonly units: Uint16Array;
  readonly starts: Int32Array;
  /** A bit for each letter that occurs. */
  readonly letters: Int32Array;
  /** Equal where two texts sound alike. */
  readonly sounds: Int32Array;
  /** A hash of the text, of its sound (0: none), and of its first four letters. */
  readonly hashes: Uint32Array;
  readonly soundHashes: Uint32Array;
  readonly beginnings: Uint32Array;
  /** 1: a given name in its own right. */
  readonly isName: Uint8Array;
  /** Other forms of a given name. */
  readonly forms: Lists;
}

const SOUNDING = new Set<string>([KINDS.name, KINDS.street, KINDS.city, KINDS.organization]);

export const sharedInts = (length: number) => new Int32Array(new SharedArrayBuffer(Math.max(4, length * 4)));
export const sharedBytes = (length: number) => new Uint8Array(new SharedArrayBuffer(Math.max(4, length)));
export const sharedDoubles = (length: number) => new Float64Array(new SharedArrayBuffer(Math.max(8, length * 8)));
const sharedHashes = (length: number) => new Uint32Array(new SharedArrayBuffer(Math.max(4, length * 4)));

/** FNV-1a, and a last stir. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export function textsOf({ texts, codes }: Dictionary): Texts {
  const count = texts.length;
  const units = new Uint16Array(
    new SharedArrayBuffer(texts.reduce((length, text) => length + text.length - 1, 0) * 2 + 2),
  );
  const all = {
    count,
    units,
    starts: sharedInts(count + 1),
    letters: sharedInts(count),
    sounds: sharedInts(count),
    hashes: sharedHashes(count),
    soundHashes: sharedHashes(count),
    beginnings: sharedHashes(count),
    isName: sharedBytes(count),
  };
  const sounds = new Map<string, number>();
  let end = 0;
  texts.forEach((key, code) => {
    const text = key.slice(1);
    end = writeUnits(all, { code, text, at: end });
    const sound = SOUNDING.has(key.slice(0, 1)) ? soundOf(text) : '';
    if (sound !== '' && !sounds.has(sound)) sounds.set(sound, sounds.size + 1);
    all.sounds[code] = sounds.get(sound) ?? -1 - code;
    all.hashes[code] = hashOf(text);
    all.soundHashes[code] = sound.length > 1 ? hashOf(sound) : 0;
    all.beginnings[code] = hashOf(text.slice(0, 4));
    all.isName[code] = isKnownName(text) ? 1 : 0;
  });
  all.starts[count] = end;
  return { ...all, forms: formsOf(texts, codes) };
}

function writeUnits(
  { units, starts, letters }: Pick<Texts, 'units' | 'starts' | 'letters'>,
  { code, text, at }: { code: number; text: string; at: number },
): number {
  starts[code] = at;
  let mask = 0;
  for (let place = 0; place < text.length; place += 1) {
    const unit = text.charCodeAt(place);
    units[at + place] = unit;
    mask |= 1 << (unit & 31);
  }
  letters[code] = mask;
  return at + text.length;
}

function formsOf(texts: readonly string[], codes: ReadonlyMap<string, number>): Lists {
  const starts = sharedInts(texts.length + 1);
  const found: number[] = [];
  texts.forEach((key, code) => {
    starts[code] = found.length;
    if (!key.startsWith(KINDS.name)) return;
    for (const form of otherForms(key.slice(1))) {
      const other = codes.get(KINDS.name + form);
      if (other !== undefined) found.push(other);
    }
  });
  starts[texts.length] = found.length;
  const values = sharedInts(found.length);
  values.set(found);
  return { starts, values };
}
