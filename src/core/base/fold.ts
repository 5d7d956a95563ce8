// What makes two texts the same. `comparisonKey` decides who or what is meant (an address, a user name, a group);
// `fold` is what searching looks into and looks for. Both are stored, so whoever changes them raises FOLD_VERSION
// (docs/decisions/0020).
import { withoutInvisible } from './clean-text.ts';

/** Of the two functions below. What was stored under another one is folded again when Kith starts. */
export const FOLD_VERSION = 3;

const PLAIN = /^[\x20-\x7e]*$/;

const APOSTROPHE = /[`´‘’‛′‵ʹʻʼʽˈ՚׳Ꞌꞌ᾽]/g;
const QUOTE = /[“”„‟״«»]/g;
const LINE_END_OR_TAB = /[\t-\r\u0085\u2028\u2029]/g;
const OTHER_DIGIT = /(?![0-9])\p{Nd}/gu;
const DASH = /[\p{Dash_Punctuation}−⁃˗]/gu;

/** Letters whose lower case is not one letter each, or not the same everywhere. */
const CASE_FOLDED: Readonly<Record<string, string>> = { ß: 'ss', ς: 'σ' };

/** Letters that Unicode does not decompose into a base letter and a mark. */
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  þ: 'th',
  ŧ: 't',
};

/**
 * Two texts with the same key are the same name, address or id: without regard to case, width, digits of other scripts,
 * kinds of apostrophe, quote, dash and space, and what nobody sees. Accents count.
 */
export function comparisonKey(text: string): string {
  const plain = PLAIN.test(text) ? text.replaceAll('`', "'") : comparable(text);
  return squeezed(plain.toLowerCase());
}

function comparable(text: string): string {
  const seen = withoutInvisible(text.replace(LINE_END_OR_TAB, ' '));
  // Before the compatibility forms, which make a space and an accent of some, and after them, for those they bring.
  const compatible = onePunctuation(onePunctuation(seen.normalize('NFC')).normalize('NFKC'));
  return compatible
    .toLowerCase()
    .replace(/[ßς]/g, (letter) => CASE_FOLDED[letter] ?? letter)
    .replace(OTHER_DIGIT, asciiDigit)
    .normalize('NFKC');
}

function onePunctuation(text: string): string {
  return text.replace(APOSTROPHE, "'").replace(QUOTE, '"').replace(DASH, '-');
}

/** Digits of a script stand in a row from zero to nine. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (zero > code - 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}

function squeezed(text: string): string {
  return text.replace(/[\s\u2800]+/g, ' ').trim();
}

/**
 * Text as search compares it: the comparison key without accents, in scripts where marks are accents. Where they are vowels
 * or consonants (kana, Indic scripts, Thai, Hangul, й) they are letters and stay.
 */
export function fold(text: string): string {
  const key = comparisonKey(text);
  return PLAIN.test(key) ? key : squeezed(withoutAccents(key));
}

/** Marks that belong to no script are accents, but for those that make another consonant of a kana. */
const ACCENT = /(?![\u3099\u309a])\p{sc=Inherited}/gu;
const ACCENTED_SCRIPT =
  /[\p{sc=Latin}\p{sc=Greek}\p{sc=Common}\p{sc=Armenian}\p{sc=Georgian}\p{sc=Coptic}\p{sc=Hebrew}\p{sc=Syriac}]/u;
const NOT_HAMZA = /[^\u0653-\u0655]/g;

function withoutAccents(key: string): string {
  return key
    .normalize('NFD')
    .replace(/\u0640/g, '')
    .replace(/(\P{M}?)(\p{M}+)/gu, (_, base: string, marks: string) => base + marksThatCount(base, marks))
    .replace(/[æœøđðħıłþŧ]/g, (letter) => UNDECOMPOSED[letter] ?? letter)
    .normalize('NFC');
}

/** Of the marks on a letter those that make another letter of it. */
function marksThatCount(base: string, marks: string): string {
  if (base === '') return marks.replace(ACCENT, '');
  if (ACCENTED_SCRIPT.test(base)) return marks.replace(/[^\u3099\u309a]/g, '');
  // Arabic vowel points are seldom written; a hamza is a consonant, which only on an alef is often left out.
  if (/\p{sc=Arabic}/u.test(base)) return base === 'ا' ? '' : marks.replace(NOT_HAMZA, '');
  if (/\p{sc=Cyrillic}/u.test(base)) return cyrillicMark(base, marks);
  return marks;
}

/** й, ї, ў are letters; ё is written е as often as not, and other marks show the stress. */
function cyrillicMark(base: string, marks: string): string {
  const [mark = ''] = marks;
  const letter = (base + mark).normalize('NFC');
  const isLetter = [...letter].length === 1 && !/[ёѐѝ]/.test(letter);
  return isLetter ? mark : '';
}

/** The digits of a text, in order; those of other scripts too. */
export function digitsOf(text: string): string {
  return text.normalize('NFKC').replace(OTHER_DIGIT, asciiDigit).replace(/\D/g, '');
}

/** An e-mail address as two are compared. */
export function normalizeEmail(address: string): string {
  return comparisonKey(address);
}

/** Makes a text match only itself inside a LIKE pattern. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
