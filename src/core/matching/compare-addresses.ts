import type { Found } from './compare-names.ts';
import { NONE } from './dictionary.ts';
import type { Frequencies } from './frequencies.ts';
import { PLACE, UNKNOWN } from './levels.ts';
import { ADDRESS, type People } from './people.ts';
import { CLOSE, DIFFERENT, SAME, SIMILAR, type Similarity } from './similarity.ts';

const LEVEL = {
  same: 0,
  otherPlace: 1,
  otherNumber: 2,
  streetElsewhere: 3,
  similarStreet: 4,
  samePlace: 5,
  partOfPlace: 6,
  sameState: 7,
  different: 8,
  onlyPlace: 9,
  onlyNearPlace: 10,
  onlyPartOfPlace: 11,
  onlyOtherPlace: 12,
};

/** The pair of addresses that speaks most for one person stands for all. */
const RANK = [12, 11, 8, 3, 9, 6, 4, 2, 1, 7, 5, 4, 1];

/** How far two places are one. */
const PLACES = { unknown: -1, different: 0, part: 1, same: 2 };

const at = (numbers: Int32Array, place: number): number => numbers[place] ?? NONE;

export class AddressComparer {
  private readonly people: People;
  private readonly similarity: Similarity;
  private readonly chances: Float64Array | undefined;

  constructor(people: People, similarity: Similarity, frequencies: Frequencies | undefined) {
    this.people = people;
    this.similarity = similarity;
    this.chances = frequencies?.value;
  }

  compare(one: number, other: number, { levels, chances }: Found): void {
    const { starts } = this.people.addresses;
    let best = UNKNOWN;
    for (let p = at(starts, one); p < at(starts, one + 1); p += ADDRESS.width) {
      for (let q = at(starts, other); q < at(starts, other + 1); q += ADDRESS.width) {
        const level = this.level(p, q);
        if (level === UNKNOWN || (RANK[level] ?? 0) <= (RANK[best] ?? -1)) continue;
        best = level;
        chances[PLACE.address] = this.chanceOf(level, p, q);
      }
    }
    levels[PLACE.address] = best;
  }

  private part(address: number, part: number): number {
    return at(this.people.addresses.values, address + part);
  }

  private level(p: number, q: number): number {
    const place = this.place(p, q);
    const street = this.street(p, q);
    if (street === undefined) return this.levelOfPlace(p, q, place);
    const isOneNumber =
      this.part(p, ADDRESS.number) >= 0 && this.part(p, ADDRESS.number) === this.part(q, ADDRESS.number);
    if (street <= CLOSE) {
      if (!this.differ(p, q, ADDRESS.number) && !this.differ(p, q, ADDRESS.unit) && place > PLACES.different)
        return LEVEL.same;
      if (isOneNumber && place <= PLACES.different) return LEVEL.otherPlace;
      return place > PLACES.different ? LEVEL.otherNumber : LEVEL.streetElsewhere;
    }
    if (isOneNumber && street === SIMILAR && place > PLACES.different) return LEVEL.similarStreet;
    if (place === PLACES.same) return LEVEL.samePlace;
    if (place === PLACES.part) return LEVEL.partOfPlace;
    const state = this.part(p, ADDRESS.state);
    if (state >= 0 && state === this.part(q, ADDRESS.state)) return LEVEL.sameState;
    return place === PLACES.unknown ? UNKNOWN : LEVEL.different;
  }

  private differ(p: number, q: number, part: number): boolean {
    const [one, other] = [this.part(p, part), this.part(q, part)];
    return one >= 0 && other >= 0 && one !== other;
  }

  /** The most alike of the streets of both; undefined: one has none. */
  private street(p: number, q: number): number | undefined {
    let best: number | undefined;
    for (let i = ADDRESS.street; i <= ADDRESS.second; i += 1) {
      for (let j = ADDRESS.street; j <= ADDRESS.second; j += 1) {
        const [one, other] = [this.part(p, i), this.part(q, j)];
        if (one < 0 || other < 0 || best === SAME) continue;
        best = Math.min(best ?? DIFFERENT, this.similarity.of(one, other));
      }
    }
    return best;
  }

  private postcodes(p: number, q: number): number {
    const [one, other] = [this.part(p, ADDRESS.postcode), this.part(q, ADDRESS.postcode)];
    if (one < 0 || other < 0) return PLACES.unknown;
    if (one === other) return PLACES.same;
    return this.similarity.edits(one, other, 1) === 1 ? PLACES.part : PLACES.different;
  }

  private cities(p: number, q: number): number {
    const [one, other] = [this.part(p, ADDRESS.city), this.part(q, ADDRESS.city)];
    if (one < 0 || other < 0) return PLACES.unknown;
    const likeness = this.similarity.of(one, other);
    if (likeness === SAME) return PLACES.same;
    return likeness <= SIMILAR ? PLACES.part : PLACES.different;
  }

  private place(p: number, q: number): number {
    const postcodes = this.postcodes(p, q);
    const cities = this.cities(p, q);
    if (postcodes === PLACES.unknown) return cities;
    if (cities === PLACES.unknown) return postcodes;
    const [less, more] = [Math.min(postcodes, cities), Math.max(postcodes, cities)];
    if (more === PLACES.same) return less >= PLACES.part ? PLACES.same : PLACES.part;
    return less === PLACES.part ? PLACES.part : PLACES.different;
  }

  private levelOfPlace(p: number, q: number, place: number): number {
    if (place === PLACES.unknown) return UNKNOWN;
    if (place === PLACES.same) return LEVEL.onlyPlace;
    if (place === PLACES.different) return LEVEL.onlyOtherPlace;
    const isNear = this.postcodes(p, q) === PLACES.part || this.cities(p, q) === PLACES.part;
    return isNear ? LEVEL.onlyNearPlace : LEVEL.onlyPartOfPlace;
  }

  private chanceOf(level: number, p: number, q: number): number {
    const shared = (part: number) => {
      const code = this.part(p, part);
      return code >= 0 && code === this.part(q, part) ? (this.chances?.[code] ?? 0) : 0;
    };
    if (level === LEVEL.same) return shared(ADDRESS.whole);
    if (level === LEVEL.samePlace) return shared(ADDRESS.postcode);
    return level === LEVEL.onlyPlace ? shared(ADDRESS.postcode) || shared(ADDRESS.city) : 0;
  }
}
