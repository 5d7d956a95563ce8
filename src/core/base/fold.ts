/** Letters that Unicode does not decompose into a base letter and a mark. */
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  þ: 'th',
};

/** Text as search compares it: lower case, no accents, white space runs as one space, trimmed. */
export function fold(text: string): string {
  // Plain ASCII, which most names are, has nothing to take off.
  const plain = /^[\x20-\x7e]*$/.test(text) ? text : withoutMarks(text);
  return plain.toLowerCase().replace(/\s+/g, ' ').trim();
}

function withoutMarks(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðħıłþ]/g, (letter) => UNDECOMPOSED[letter] ?? letter);
}

/** The digits of a text, in order. */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** An e-mail address as two are compared: trimmed and lower-cased. */
export function normalizeEmail(address: string): string {
  return address.trim().toLowerCase();
}

/** Makes a text match only itself inside a LIKE pattern. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
