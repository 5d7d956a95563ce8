// Where the parameters of a call come from, and how they are read (docs/contracts/luminate.md §1.3).
import { FIELDS, inputNames } from './fields.ts';

export type Pair = readonly [name: string, value: string];

/** The parameters of one call. Names are case-sensitive; of a repeated one the first counts, the query before the body. */
export class Parameters {
  readonly #values = new Map<string, string>();

  constructor(pairs: readonly Pair[]) {
    for (const [name, value] of pairs) if (!this.#values.has(name)) this.#values.set(name, value);
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** The value, or undefined where it is absent or empty. */
  filled(name: string): string | undefined {
    return this.#values.get(name) || undefined;
  }

  names(): string[] {
    return [...this.#values.keys()];
  }
}

/** The pairs of a query or form body. Nothing is refused: a stray `%` stays, bytes that are no UTF-8 become U+FFFD. */
export function parsePairs(text: string): Pair[] {
  // One client does not encode its body at all (§1.3): a literal space or letter beyond ASCII gives it away, because
  // encoded text has none. There a piece without `=` belongs to the value before it (`employer=Smith & Sons`).
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range is meant
  const isRaw = /[ ]|[^\u0000-\u007f]/.test(text);
  const pieces: string[] = [];
  for (const piece of text.split('&')) {
    const last = pieces.length - 1;
    if (isRaw && !piece.includes('=') && last >= 0) pieces[last] += `&${piece}`;
    else pieces.push(piece);
  }
  return pieces.filter((piece) => piece !== '').map(parsePair);
}

/** What holds an e-mail address: the parameters of §4.2 and §4.14, and the fields in every spelling of `inputNames`. */
const EMAIL_NAMES: ReadonlySet<string> = new Set([
  'primary_email',
  'email',
  ...FIELDS.filter(({ place }) => place.kind === 'email').flatMap(inputNames),
]);

/**
 * `+` is a space in every parameter but one: an e-mail address whose `@` is not encoded. Nobody who leaves the `@` as it is
 * writes a space as `+`, and an address has no spaces inside; at its ends they would be typing slips, and are trimmed.
 */
function parsePair(piece: string): Pair {
  const end = piece.indexOf('=');
  if (end === -1) return [decode(piece, false), ''];
  const name = decode(piece.slice(0, end), false);
  const value = piece.slice(end + 1);
  if (!EMAIL_NAMES.has(name) || !value.includes('@')) return [name, decode(value, false)];
  return [name, decode(value.replace(/^\++/, '').replace(/(?<!\+)\++$/, ''), true)];
}

function decode(text: string, keepPlus: boolean): string {
  const spaced = keepPlus ? text : text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  const bytes = Buffer.from(spaced).toString('latin1');
  const decoded = bytes.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(decoded, 'latin1').toString('utf8');
}
