// What is compared, and how alike two values can be. Each level has the probability that two records of one person (`same`),
// of strangers, and of two people of one household come to it. They are what is believed before anything is learnt, and
// within a regime (what is known on both sides) they sum to one, so that a missing value says nothing.

export interface Level {
  /** For people, after the name of the comparison: `given name: a nickname`. */
  readonly says: string;
  readonly regime: string;
  readonly same: number;
  readonly strangers: number;
  readonly household: number;
  /**
   * What `same` is learnt up to. Couples who share all else would teach, where they are many, that one person has two given
   * names.
   */
  readonly atMost?: number;
}

export interface Comparison {
  readonly label: string;
  readonly levels: readonly Level[];
  /** How a household sees an agreement on a value that many have: its own chance, and the strangers' on top, or the greater. */
  readonly household?: 'adds' | 'greater';
  /** Its probabilities stay what they are: data says too little of it. */
  readonly fixed?: true;
}

type Probabilities = readonly [same: number, strangers: number, household: number];

function level(says: string, [same, strangers, household]: Probabilities, regime = 'full'): Level {
  return { says, regime, same, strangers, household };
}

export const COMPARISONS = {
  given: {
    label: 'given name',
    household: 'adds',
    levels: [
      level('same', [0.74, 0.006, 0.015]),
      level('a nickname or another of the names', [0.07, 0.004, 0.003]),
      level('differs by a letter or two', [0.115, 0.004, 0.006]),
      level('similar', [0.04, 0.02, 0.02]),
      level('similar, but a name of its own', [0.01, 0.01, 0.04]),
      { ...level('different', [0.025, 0.956, 0.916]), atMost: 0.07 },
      level('the initial fits', [0.95, 0.08, 0.1], 'initial'),
      level('the initial differs', [0.05, 0.92, 0.9], 'initial'),
    ],
  },
  middle: {
    label: 'middle name',
    levels: [
      level('same', [0.75, 0.02, 0.06]),
      level('the initial fits', [0.15, 0.08, 0.1]),
      level('different', [0.1, 0.9, 0.84]),
    ],
  },
  family: {
    label: 'family name',
    levels: [
      level('same', [0.78, 0.002, 0.7]),
      level('half of a double name, or a former name', [0.03, 0.001, 0.05]),
      level('differs by a letter or two', [0.1, 0.002, 0.02]),
      level('similar', [0.03, 0.02, 0.02]),
      level('different', [0.06, 0.975, 0.21]),
    ],
  },
  order: {
    label: 'order of the names',
    fixed: true,
    levels: [level('as written', [0.985, 1, 1]), level('given and family name exchanged', [0.015, 1, 0.0005])],
  },
  generation: {
    label: 'generation',
    fixed: true,
    levels: [
      level('same', [0.99, 0.3, 0.1]),
      level('different', [0.01, 0.7, 0.9]),
      level('one has it', [1, 1, 1], 'one'),
    ],
  },
  gender: { label: 'gender', levels: [level('same', [0.985, 0.5, 0.4]), level('different', [0.015, 0.5, 0.6])] },
  birth: {
    label: 'birth date',
    household: 'adds',
    levels: [
      level('same', [0.82, 0.00005, 0.012]),
      level('one digit, or day and month exchanged', [0.1, 0.0012, 0.001]),
      level('two of three parts', [0.03, 0.003, 0.005]),
      level('two digits differ', [0.015, 0.012, 0.01]),
      level('same year', [0.01, 0.016, 0.02]),
      level('different', [0.025, 0.968, 0.956]),
      level('same year, and no more is known', [0.9, 0.015, 0.03], 'year'),
      level('years one apart', [0.05, 0.03, 0.03], 'year'),
      level('different year', [0.05, 0.955, 0.94], 'year'),
    ],
  },
  twins: {
    label: 'born on one day',
    fixed: true,
    levels: [level('with two given names', [0.12, 1, 1])],
  },
  identifier: {
    label: 'id in another system',
    household: 'adds',
    levels: [
      level('same', [0.88, 0.000001, 0.0001]),
      level('one digit differs', [0.08, 0.00002, 0.0001]),
      level('two digits differ', [0.015, 0.0005, 0.0005]),
      level('different', [0.025, 0.9995, 0.9993]),
    ],
  },
  email: {
    label: 'e-mail',
    household: 'greater',
    levels: [
      level('same', [0.6, 0.00001, 0.15]),
      level('same before the @', [0.06, 0.0004, 0.003]),
      level('differs by a letter or two', [0.08, 0.0002, 0.01]),
      level('different', [0.26, 0.9494, 0.787]),
      level('made from the same name', [0.06, 0.05, 0.05]),
    ],
  },
  phone: {
    label: 'phone',
    household: 'greater',
    levels: [
      level('same', [0.6, 0.00001, 0.4]),
      level('one digit differs', [0.04, 0.0001, 0.002]),
      level('different', [0.36, 0.9999, 0.598]),
    ],
  },
  address: {
    label: 'address',
    household: 'greater',
    levels: [
      level('same', [0.6, 0.00002, 0.68]),
      level('same street and number, another place', [0.05, 0.000003, 0.02]),
      level('same street and place, another number', [0.05, 0.0001, 0.02]),
      level('street of the same name elsewhere', [0.01, 0.002, 0.005]),
      level('same number and place, similar street', [0.04, 0.00003, 0.02]),
      level('same place, another street', [0.1, 0.004, 0.05]),
      level('part of the place', [0.04, 0.02, 0.02]),
      level('same state', [0.06, 0.25, 0.03]),
      level('different', [0.05, 0.724, 0.155]),
      level('same place', [0.7, 0.01, 0.78], 'place'),
      level('nearly the same place', [0.1, 0.01, 0.03], 'place'),
      level('part of the place', [0.05, 0.03, 0.02], 'place'),
      level('different place', [0.15, 0.95, 0.17], 'place'),
    ],
  },
  organization: {
    label: 'name',
    levels: [
      level('same', [0.68, 0.0005, 0.02]),
      level('same words, or an abbreviation', [0.14, 0.0005, 0.02]),
      level('differs by a letter or two', [0.1, 0.001, 0.01]),
      level('half of the words', [0.05, 0.02, 0.15]),
      level('different', [0.03, 0.978, 0.8]),
    ],
  },
} as const satisfies Readonly<Record<string, Comparison>>;

export type ComparisonName = keyof typeof COMPARISONS;

/** Their order is the place of each in arrays of levels and weights. */
export const COMPARISON_NAMES = Object.keys(COMPARISONS) as readonly ComparisonName[];
export const COMPARISON_LIST: readonly Comparison[] = Object.values(COMPARISONS);
export const COMPARISON_COUNT = COMPARISON_NAMES.length;

/** Place of a comparison in arrays. */
export const PLACE = Object.fromEntries(COMPARISON_NAMES.map((name, place) => [name, place])) as {
  readonly [Name in ComparisonName]: number;
};

/** The level of what is not known on both sides. */
export const UNKNOWN = 255;

/** Room for the levels of one comparison in arrays of weights. */
export const LEVEL_ROOM = 16;
