// How alike two texts are, by their codes.
import type { Texts } from './dictionary.ts';

export const SAME = 0;
/** A letter or two apart, or nearly so. */
export const CLOSE = 1;
export const SIMILAR = 2;
export const DIFFERENT = 3;

/** No more letters than these are looked at. */
const LONGEST = 64;

const at = (numbers: Int32Array | Uint16Array | Uint8Array, place: number): number => numbers[place] ?? 0;

function bitsOf(mask: number): number {
  let bits = mask - ((mask >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Compares texts of one dictionary, and remembers what it has found. */
export class Similarity {
  readonly texts: Texts;
  private readonly bits: number;
  private readonly left: Int32Array;
  private readonly right: Int32Array;
  private readonly found: Uint8Array;
  private rows = [new Int32Array(LONGEST + 2), new Int32Array(LONGEST + 2), new Int32Array(LONGEST + 2)] as const;
  private readonly isMatched = [new Uint8Array(LONGEST), new Uint8Array(LONGEST)] as const;

  /** Remembers two to the power of `bits` pairs. */
  constructor(texts: Texts, bits: number) {
    this.texts = texts;
    this.bits = bits;
    this.left = new Int32Array(1 << bits).fill(-1);
    this.right = new Int32Array(1 << bits);
    this.found = new Uint8Array(1 << bits);
  }

  lengthOf(code: number): number {
    return at(this.texts.starts, code + 1) - at(this.texts.starts, code);
  }

  firstOf(code: number): number {
    return at(this.texts.units, at(this.texts.starts, code));
  }

  /** `SAME`, `CLOSE`, `SIMILAR` or `DIFFERENT`. */
  of(one: number, other: number): number {
    if (one === other) return SAME;
    const { letters, sounds } = this.texts;
    const apart = bitsOf(at(letters, one) ^ at(letters, other));
    if (apart > 6 && at(sounds, one) !== at(sounds, other)) return DIFFERENT;
    const low = Math.min(one, other);
    const high = Math.max(one, other);
    const slot = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> (32 - this.bits);
    if (this.left[slot] === low && this.right[slot] === high) return at(this.found, slot);
    const level = this.compare(low, high);
    this.left[slot] = low;
    this.right[slot] = high;
    this.found[slot] = level;
    return level;
  }

  private compare(one: number, other: number): number {
    const lengths = [this.lengthOf(one), this.lengthOf(other)] as const;
    const shorter = Math.min(...lengths);
    if (shorter < 2) return DIFFERENT;
    const likeness = this.jaroWinkler(one, other);
    if (likeness < 0.6 && Math.max(...lengths) <= 8) return DIFFERENT;
    const edits = this.edits(one, other, 3);
    const isBeginning = edits === 1 && shorter === 3 && this.haveOneBeginning(one, other, shorter);
    const few = (edits === 1 && shorter >= 4) || (edits === 2 && shorter >= 7) || (edits === 3 && shorter >= 11);
    if (few || isBeginning || (likeness >= 0.94 && shorter >= 4)) return CLOSE;
    const some = edits === 1 || (edits === 2 && shorter >= 4) || (edits === 3 && shorter >= 7);
    const sounds = shorter >= 3 && this.texts.sounds[one] === this.texts.sounds[other];
    return some || likeness >= 0.86 || sounds ? SIMILAR : DIFFERENT;
  }

  private haveOneBeginning(one: number, other: number, length: number): boolean {
    const { units, starts } = this.texts;
    for (let place = 0; place < length; place += 1) {
      if (units[at(starts, one) + place] !== units[at(starts, other) + place]) return false;
    }
    return true;
  }

  /** Letters to insert, delete, replace or exchange with their neighbour; `cap + 1` for more than `cap`. */
  edits(one: number, other: number, cap: number): number {
    const { units, starts, letters } = this.texts;
    // One edit changes at most two letters of the set.
    if (bitsOf(at(letters, one) ^ at(letters, other)) > 2 * cap) return cap + 1;
    let a = at(starts, one);
    let b = at(starts, other);
    let lengthA = Math.min(this.lengthOf(one), LONGEST);
    let lengthB = Math.min(this.lengthOf(other), LONGEST);
    if (Math.abs(lengthA - lengthB) > cap) return cap + 1;
    while (lengthA > 0 && lengthB > 0 && units[a] === units[b]) {
      a += 1;
      b += 1;
      lengthA -= 1;
      lengthB -= 1;
    }
    while (lengthA > 0 && lengthB > 0 && units[a + lengthA - 1] === units[b + lengthB - 1]) {
      lengthA -= 1;
      lengthB -= 1;
    }
    if (lengthA === 0 || lengthB === 0) return lengthA + lengthB;
    return this.editsBetween({ a, lengthA, b, lengthB, cap });
  }

  private editsBetween(span: { a: number; lengthA: number; b: number; lengthB: number; cap: number }): number {
    const { a, lengthA, b, lengthB, cap } = span;
    const { units } = this.texts;
    let [before, last, current] = this.rows;
    for (let column = 0; column <= lengthB; column += 1) last[column] = column;
    for (let row = 1; row <= lengthA; row += 1) {
      current[0] = row;
      let best = row;
      const unit = units[a + row - 1];
      for (let column = 1; column <= lengthB; column += 1) {
        const replaced = at(last, column - 1) + (unit === units[b + column - 1] ? 0 : 1);
        let edits = Math.min(replaced, at(last, column) + 1, at(current, column - 1) + 1);
        const isExchanged =
          row > 1 && column > 1 && unit === units[b + column - 2] && units[a + row - 2] === units[b + column - 1];
        if (isExchanged) edits = Math.min(edits, at(before, column - 2) + 1);
        current[column] = edits;
        if (edits < best) best = edits;
      }
      if (best > cap) return cap + 1;
      [before, last, current] = [last, current, before];
    }
    return at(last, lengthB);
  }

  /** Jaro and Winkler's likeness, 0 to 1. */
  private jaroWinkler(one: number, other: number): number {
    const { units, starts } = this.texts;
    const a = at(starts, one);
    const b = at(starts, other);
    const lengthA = Math.min(this.lengthOf(one), LONGEST);
    const lengthB = Math.min(this.lengthOf(other), LONGEST);
    const common = this.markCommon({ a, lengthA, b, lengthB });
    if (common === 0) return 0;
    const exchanged = this.exchanged({ a, lengthA, b });
    const jaro = (common / lengthA + common / lengthB + (common - exchanged / 2) / common) / 3;
    let beginning = 0;
    while (beginning < Math.min(4, lengthA, lengthB) && units[a + beginning] === units[b + beginning]) beginning += 1;
    return jaro + beginning * 0.1 * (1 - jaro);
  }

  /** Marks the letters that both have near the same place. Returns how many they are. */
  private markCommon({ a, lengthA, b, lengthB }: { a: number; lengthA: number; b: number; lengthB: number }): number {
    const { units } = this.texts;
    const [inA, inB] = this.isMatched;
    const reach = Math.max(0, (Math.max(lengthA, lengthB) >> 1) - 1);
    inA.fill(0, 0, lengthA);
    inB.fill(0, 0, lengthB);
    let common = 0;
    for (let place = 0; place < lengthA; place += 1) {
      const unit = units[a + place];
      const end = Math.min(lengthB - 1, place + reach);
      let other = Math.max(0, place - reach);
      while (other <= end && (inB[other] === 1 || units[b + other] !== unit)) other += 1;
      if (other > end) continue;
      inA[place] = 1;
      inB[other] = 1;
      common += 1;
    }
    return common;
  }

  private exchanged({ a, lengthA, b }: { a: number; lengthA: number; b: number }): number {
    const { units } = this.texts;
    const [inA, inB] = this.isMatched;
    let exchanged = 0;
    let other = 0;
    for (let place = 0; place < lengthA; place += 1) {
      if (inA[place] !== 1) continue;
      while (inB[other] !== 1) other += 1;
      if (units[a + place] !== units[b + other]) exchanged += 1;
      other += 1;
    }
    return exchanged;
  }

  /** Whether one is another form of the other: `Bob` of `Robert`. */
  isOtherForm(one: number, other: number): boolean {
    const { starts, values } = this.texts.forms;
    for (let place = at(starts, one); place < at(starts, one + 1); place += 1) if (values[place] === other) return true;
    return false;
  }

  /** Whether two texts are the same but for digits. */
  differInDigitsOnly(one: number, other: number): boolean {
    const { units, starts } = this.texts;
    const ends = [at(starts, one + 1), at(starts, other + 1)] as const;
    let a = at(starts, one);
    let b = at(starts, other);
    while (true) {
      while (a < ends[0] && isDigit(at(units, a))) a += 1;
      while (b < ends[1] && isDigit(at(units, b))) b += 1;
      if (a === ends[0] || b === ends[1]) return a === ends[0] && b === ends[1];
      if (units[a] !== units[b]) return false;
      a += 1;
      b += 1;
    }
  }
}

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57;
