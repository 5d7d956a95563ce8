// Names as they are compared: words without titles, generations apart, and particles joined to what they belong to.
import { latin } from './sound.ts';

const TITLES = new Set(
  'mr mrs ms miss mx dr prof professor sir dame rev reverend fr hon herr frau mme sr sra'.split(' '),
);

/** Which generation a suffix means. Degrees and orders tell no two people apart. */
const GENERATIONS: Readonly<Record<string, number>> = {
  sr: 1,
  senior: 1,
  jr: 2,
  junior: 2,
  jnr: 2,
  ii: 2,
  iii: 3,
  iv: 4,
  v: 5,
};

/** They are written apart, together or left out: `de la Cruz`, `Al-Hassan`, `van Dyke`. */
const PARTICLES = new Set(
  'de la del della di da do dos das du le les van von der den ter ten af av al el abu abd abdul bin ibn ben bint st san santa'.split(
    ' ',
  ),
);

/** Words of a name, and letters of a word: more say nothing more, and cost the square of their number. */
const MOST_WORDS = 8;
const MOST_LETTERS = 64;

/** The words of a name, particles joined to the word that follows them. */
export function wordsOf(name: string | null): string[] {
  if (name === null) return [];
  const parts = latin(name)
    .replace(/['.`]/g, (mark) => (mark === '.' ? ' ' : ''))
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');
  const words: string[] = [];
  let particles = '';
  for (const part of parts) {
    if (PARTICLES.has(part)) particles += part;
    else {
      words.push(particles + part);
      particles = '';
    }
  }
  if (particles !== '') words.push(particles);
  return words.slice(0, MOST_WORDS).map((word) => word.slice(0, MOST_LETTERS));
}

export interface CleanName {
  readonly givens: readonly string[];
  readonly middles: readonly string[];
  readonly families: readonly string[];
  /** Family names that the person had before. */
  readonly formers: readonly string[];
  /** 0: not known. */
  readonly generation: number;
}

interface WrittenName {
  readonly firstName: string | null;
  readonly middleName: string | null;
  readonly lastName: string | null;
  readonly maidenName: string | null;
  readonly suffix: string | null;
}

export function cleanName(written: WrittenName): CleanName {
  const givens = wordsOf(written.firstName);
  const families = wordsOf(written.lastName);
  while (givens.length > 1 && TITLES.has(givens[0] ?? '')) givens.shift();
  const own = generationOf(wordsOf(written.suffix).join(''));
  const generation = takeGeneration(families) || takeGeneration(givens);
  const formers = wordsOf(written.maidenName);
  return {
    givens,
    middles: wordsOf(written.middleName),
    families,
    formers: formers.length > 1 ? [...new Set([...formers, formers.join('')])] : formers,
    generation: own || generation,
  };
}

function generationOf(word: string): number {
  return Object.hasOwn(GENERATIONS, word) ? (GENERATIONS[word] ?? 0) : 0;
}

/** Takes a generation off the end of a name that has other words: `Kessler Jr.` */
function takeGeneration(words: string[]): number {
  const last = words.at(-1) ?? '';
  // One letter is an initial.
  const generation = words.length > 1 && last.length > 1 ? generationOf(last) : 0;
  if (generation > 0) words.pop();
  return generation;
}

/** Words that organizations are written with and without. */
const LEGAL_FORMS = new Set(
  'the inc incorporated corp corporation co company ltd limited llc llp plc gmbh ag ev eingetragener verein sa sarl srl bv nv and und et y of'.split(
    ' ',
  ),
);

/** The words of an organization's name that tell it from others. */
export function organizationWords(name: string | null): string[] {
  const words = wordsOf(name);
  const telling = words.filter((word) => !LEGAL_FORMS.has(word));
  return telling.length > 0 ? telling : words;
}
