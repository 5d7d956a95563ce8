// What whoever guesses passwords tries first: the common ones with digits for letters, repetitions, and what is known of a person.
import { fold } from '../base/fold.ts';

/** What people write for a letter. `1` is read both ways. */
const WRITTEN: Readonly<Record<string, string>> = {
  '0': 'o',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** What is put behind a word to please a rule. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && /[\d\p{P}\p{S}\s]/u.test(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}

function asLetters(text: string, one: 'l' | 'i'): string {
  return text.replace(/[013457@$!]/g, (sign) => (sign === '1' ? one : (WRITTEN[sign] ?? sign)));
}

/** The forms in which a password may be on a list: as it is, without what stands behind it, with letters for digits and signs. */
export function plainForms(password: string): ReadonlySet<string> {
  const folded = fold(password);
  const whole = [password.trim().toLowerCase(), folded, shortestUnit(folded)];
  const bases = [...whole, ...whole.map(withoutEnd)];
  return new Set([...bases, ...bases.flatMap((base) => [asLetters(base, 'l'), asLetters(base, 'i')])]);
}

/** Whether it is one text again and again, shorter than `shortest` characters: `aaaaaaaa`, `abcabcabc1`. */
export function isRepetition(password: string, shortest: number): boolean {
  const folded = fold(password);
  return [folded, withoutEnd(folded)].some((text) => {
    const unit = shortestUnit(text);
    return unit.length < text.length && unit.length < shortest;
  });
}

/** The shortest text of which this one is at least two repetitions, the last perhaps cut off; else the text itself. */
function shortestUnit(text: string): string {
  for (let length = 1; length * 2 <= text.length; length += 1) {
    if (text.startsWith(text.slice(length))) return text.slice(0, length);
  }
  return text;
}

/** Letters beside the own words that make a password one of its own. */
const FEWEST_OTHER_LETTERS = 4;
/** A shorter word is in many a passphrase by chance. */
const SHORTEST_WORD = 3;

/** Whether little but these names and addresses, their parts, digits and signs is in the password. */
export function isMadeOf(password: string, own: readonly (string | null | undefined)[]): boolean {
  const words = own.flatMap((text) => wordsOf(text ?? '')).filter((word) => word.length >= SHORTEST_WORD);
  // The longest first: what is left of it would count as other letters.
  const sorted = [...new Set(words)].sort((one, other) => other.length - one.length);
  const folded = fold(password);
  return [folded, asLetters(folded, 'l'), asLetters(folded, 'i')].some((text) => {
    const rest = sorted.reduce((left, word) => left.replaceAll(word, ' '), text);
    return rest !== text && lettersOf(rest).length < FEWEST_OTHER_LETTERS;
  });
}

/** A name or address as a whole, without what is no letter, and each of its words. */
function wordsOf(text: string): string[] {
  const folded = fold(text);
  const local = folded.split('@', 1)[0] ?? '';
  return [folded, local, lettersOf(local), withoutEnd(local), ...local.split(/[^\p{L}\p{M}\p{N}]+/u)];
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{M}]/gu, '');
}
