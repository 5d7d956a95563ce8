// Where the parameters of a call come from, and how they are read (wire/luminate.md §1.3).

type Pair = readonly [name: string, value: string];

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
  // encoded text has none. There `+` means itself, and a piece without `=` belongs to the value before it.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range is meant
  const isRaw = /[ ]|[^\u0000-\u007f]/.test(text);
  const pieces: string[] = [];
  for (const piece of text.split('&')) {
    const last = pieces.length - 1;
    if (isRaw && !piece.includes('=') && last >= 0) pieces[last] += `&${piece}`;
    else pieces.push(piece);
  }
  return pieces.filter((piece) => piece !== '').map((piece) => parsePair(piece, isRaw));
}

function parsePair(piece: string, isRaw: boolean): Pair {
  const end = piece.indexOf('=');
  if (end === -1) return [decode(piece, isRaw), ''];
  const value = piece.slice(end + 1);
  // An address whose `@` was not encoded: its `+` was not either, for an address has no spaces.
  const isRawAddress = /^[^\s%@]+@[^\s%@]+$/.test(value);
  return [decode(piece.slice(0, end), isRaw), decode(value, isRaw || isRawAddress)];
}

function decode(text: string, keepPlus: boolean): string {
  const spaced = keepPlus ? text : text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  const bytes = Buffer.from(spaced).toString('latin1');
  const decoded = bytes.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(decoded, 'latin1').toString('utf8');
}
