// Who is compared with whom in a scan: the people of each key that not too many share.
import { KeyMaker, SHARED_BY_MOST } from './blocking.ts';
import { type Lists, sharedInts, type Texts } from './dictionary.ts';
import type { People } from './people.ts';

/** `members` are the people of each block, `blocks` the blocks of each person. */
export interface CandidateIndex {
  readonly people: number;
  readonly members: Lists;
  readonly blocks: Lists;
}

interface Keys {
  count: number;
  keys: Int32Array;
  owners: Int32Array;
}

export function indexCandidates(people: People, texts: Texts): CandidateIndex {
  const all = allKeys(people, texts);
  const order = sortedBy(all.keys, all.count);
  const isWanted = (from: number, to: number) => to - from > 1 && to - from <= SHARED_BY_MOST;
  const blocks: [from: number, to: number][] = [];
  let total = 0;
  eachRun(all, order, (from, to) => {
    if (!isWanted(from, to)) return;
    blocks.push([from, to]);
    total += to - from;
  });
  return indexOf(people.count, { all, order, blocks, total });
}

function allKeys(people: People, texts: Texts): Keys {
  const maker = new KeyMaker(people, texts);
  const all: Keys = {
    count: 0,
    keys: new Int32Array(people.count * 16 + 1024),
    owners: new Int32Array(people.count * 16 + 1024),
  };
  for (let person = 0; person < people.count; person += 1) {
    const first = all.count;
    maker.keysOf(person, (key) => {
      for (let place = first; place < all.count; place += 1) if (all.keys[place] === key) return;
      if (all.count === all.keys.length) grow(all);
      all.keys[all.count] = key;
      all.owners[all.count] = person;
      all.count += 1;
    });
  }
  return all;
}

function grow(all: Keys): void {
  const length = Math.ceil(all.keys.length * 1.5);
  const copy = (old: Int32Array) => {
    const larger = new Int32Array(length);
    larger.set(old);
    return larger;
  };
  all.keys = copy(all.keys);
  all.owners = copy(all.owners);
}

/** The places of keys in their order, equal keys in the order of their places: a radix sort. */
function sortedBy(keys: Int32Array, count: number): Int32Array {
  let order = new Int32Array(count);
  let other = new Int32Array(count);
  for (let place = 0; place < count; place += 1) order[place] = place;
  for (const shift of [0, 11, 22]) {
    const digitOf = (place: number) => ((keys[place] ?? 0) >>> shift) & 2047;
    const next = new Int32Array(2049);
    for (let i = 0; i < count; i += 1) {
      const digit = digitOf(i) + 1;
      next[digit] = (next[digit] ?? 0) + 1;
    }
    for (let digit = 0; digit < 2048; digit += 1) next[digit + 1] = (next[digit + 1] ?? 0) + (next[digit] ?? 0);
    for (let i = 0; i < count; i += 1) {
      const place = order[i] ?? 0;
      const digit = digitOf(place);
      const to = next[digit] ?? 0;
      other[to] = place;
      next[digit] = to + 1;
    }
    [order, other] = [other, order];
  }
  return order;
}

function eachRun({ keys, count }: Keys, order: Int32Array, use: (from: number, to: number) => void): void {
  let from = 0;
  for (let to = 1; to <= count; to += 1) {
    if (to < count && keys[order[to] ?? 0] === keys[order[from] ?? 0]) continue;
    use(from, to);
    from = to;
  }
}

interface Blocks {
  readonly all: Keys;
  readonly order: Int32Array;
  readonly blocks: readonly (readonly [from: number, to: number])[];
  readonly total: number;
}

function indexOf(count: number, { all, order, blocks, total }: Blocks): CandidateIndex {
  const members = { starts: sharedInts(blocks.length + 1), values: sharedInts(total) };
  const own = { starts: sharedInts(count + 1), values: sharedInts(total) };
  let end = 0;
  blocks.forEach(([from, to], block) => {
    members.starts[block] = end;
    for (let place = from; place < to; place += 1) {
      const owner = all.owners[order[place] ?? 0] ?? 0;
      members.values[end] = owner;
      own.starts[owner + 1] = (own.starts[owner + 1] ?? 0) + 1;
      end += 1;
    }
  });
  members.starts[blocks.length] = end;
  for (let person = 0; person < count; person += 1) {
    own.starts[person + 1] = (own.starts[person + 1] ?? 0) + (own.starts[person] ?? 0);
  }
  const next = own.starts.slice();
  for (let block = 0; block < blocks.length; block += 1) {
    for (let place = members.starts[block] ?? 0; place < (members.starts[block + 1] ?? 0); place += 1) {
      const owner = members.values[place] ?? 0;
      const to = next[owner] ?? 0;
      own.values[to] = block;
      next[owner] = to + 1;
    }
  }
  return { people: count, members, blocks: own };
}

export interface Share {
  /** The first person, and every how manieth from there: workers take turns. */
  readonly from: number;
  readonly step: number;
}

/** Takes a pair of candidates, the lower place first, and how many keys they share. */
export type TakePair = (one: number, other: number, shared: number) => void;

/** Every pair of candidates once. */
export function eachCandidate(index: CandidateIndex, { from, step }: Share, take: TakePair): void {
  const found = {
    seenBy: new Int32Array(index.people).fill(-1),
    shared: new Uint8Array(index.people),
    others: new Int32Array(index.people),
  };
  for (let person = from; person < index.people; person += step) {
    const count = gather(index, person, found);
    for (let place = 0; place < count; place += 1) {
      const other = found.others[place] ?? 0;
      take(person, other, found.shared[other] ?? 0);
    }
  }
}

interface Gathered {
  /** By person: whose candidate they were seen as last. */
  readonly seenBy: Int32Array;
  readonly shared: Uint8Array;
  readonly others: Int32Array;
}

/** Gathers the candidates of a person who come after them. Returns how many they are. */
function gather({ members, blocks }: CandidateIndex, person: number, { seenBy, shared, others }: Gathered): number {
  let count = 0;
  for (let place = blocks.starts[person] ?? 0; place < (blocks.starts[person + 1] ?? 0); place += 1) {
    const block = blocks.values[place] ?? 0;
    const start = members.starts[block] ?? 0;
    // The members of a block are in order: those before this person have met them already.
    for (let member = (members.starts[block + 1] ?? 0) - 1; member >= start; member -= 1) {
      const other = members.values[member] ?? 0;
      if (other <= person) break;
      if (seenBy[other] === person) shared[other] = Math.min(250, (shared[other] ?? 0) + 1);
      else {
        seenBy[other] = person;
        shared[other] = 1;
        others[count] = other;
        count += 1;
      }
    }
  }
  return count;
}
