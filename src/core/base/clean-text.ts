// How identifying text (names, e-mail addresses, ids, card numbers, names of groups, keywords and types, user names) is
// stored and looked up: what nobody sees of it goes, what is composed differently becomes one (docs/decisions/0020).

/** Text of which nothing here changes anything: most of it. */
const PLAIN = /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/;

const LINE_END = /\r\n|[\r\n\u0085\u2028\u2029]/g;
const SPACE = /[\p{Zs}\t\v\f\u2800]/gu;

/** What nobody sees: zero width characters, soft hyphens, direction marks, fillers, control characters but line feeds. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]|(?!\n)\p{Cc}/gu;

/** In these scripts a joiner between two letters is spelling: without it a Persian word runs into the next. */
const JOINING =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}]/u;
const VIRAMA = /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca]/;
const JOINED_SYMBOL = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/u;
const SYMBOL = /\p{Extended_Pictographic}/u;
const VARIED = /[\p{Extended_Pictographic}\p{sc=Han}\p{sc=Mong}\p{sc=Mymr}]/u;

/**
 * Text of one line as it is stored and looked up: composed (NFC), without invisible characters, every kind of space and
 * every line end a space, none at the ends. Cleaning it again changes nothing.
 */
export function cleanText(text: string): string {
  return PLAIN.test(text) ? text : cleaned(text.replace(LINE_END, ' '));
}

/** The same of text that may have several lines: every kind of line end is a line feed. */
export function cleanLines(text: string): string {
  return PLAIN.test(text) ? text : cleaned(text.replace(LINE_END, '\n'));
}

function cleaned(text: string): string {
  const spaced = text.replace(SPACE, ' ');
  const seen = spaced.replace(INVISIBLE, (character, at: number) => {
    const after = characterAt(spaced, at + character.length);
    return isSpelling(character, characterBefore(spaced, at), after) ? character : '';
  });
  return seen.normalize('NFC').trim();
}

/** Of what nobody sees, that which changes how its neighbours look. */
function isSpelling(character: string, before: string, after: string): boolean {
  if (/\p{Variation_Selector}/u.test(character)) return VARIED.test(before);
  if (character !== '\u200c' && character !== '\u200d') return false;
  if (JOINING.test(before) && JOINING.test(after)) return true;
  return character === '\u200d' && (VIRAMA.test(before) || (JOINED_SYMBOL.test(before) && SYMBOL.test(after)));
}

/** The character that ends before a place. */
function characterBefore(text: string, at: number): string {
  return [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? '';
}

function characterAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}

/** What nobody sees and what only joins or varies its neighbours: comparing looks at none of it. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}
