// Letters as matching compares them, and how a name sounds.
import { fold } from '../base/fold.ts';

const PLAIN = /^[\x20-\x7e]*$/;

/** Cyrillic and Greek letters as they are most often written in Latin ones. */
const LATIN: Readonly<Record<string, string>> = Object.fromEntries(
  `а:a б:b в:v г:g д:d е:e ж:zh з:z и:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh щ:shch ъ: ы:y
   ь: э:e ю:yu я:ya і:i ї:i є:e ґ:g ў:u ј:j љ:lj њ:nj ћ:c ђ:d џ:dz
   α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s τ:t υ:y φ:f χ:ch ψ:ps ω:o`
    .split(/\s+/)
    .map((pair) => pair.split(':', 2)),
);

/** Folded, and in Latin letters where they are known: `Петров` and `Petrov` are one name. */
export function latin(text: string): string {
  const folded = fold(text);
  if (PLAIN.test(folded)) return folded;
  return [...folded].map((letter) => LATIN[letter] ?? letter).join('');
}

/** Spellings of one sound, in the order in which they are replaced. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:kn|gn|pn)/, 'n'],
  [/^wr/, 'r'],
  [/^ps/, 's'],
  [/^mc/, 'mac'],
  [/ph/g, 'f'],
  [/ght|th|dt|d/g, 't'],
  [/gh/g, 'g'],
  [/sch/g, 's'],
  [/tch|ch|sh/g, 'C'],
  [/ck/g, 'k'],
  [/c(?=[eiy])/g, 's'],
  [/[cq]/g, 'k'],
  [/x/g, 'ks'],
  [/z/g, 's'],
  [/[vw]/g, 'f'],
  [/j/g, 'g'],
  [/b/g, 'p'],
  [/h/g, ''],
];

/** A short key of how a folded name sounds: its first sound, then the classes of its consonants, up to six. */
export function soundOf(name: string): string {
  const letters = name.replace(/[^a-z]/g, '');
  if (letters === '') return name.slice(0, 6);
  let sound = letters;
  for (const [spelling, letter] of SOUNDS) sound = sound.replace(spelling, letter);
  const first = /^[aeiouy]/.test(sound) ? 'A' : sound.slice(0, 1);
  const rest = sound.slice(1).replace(/[aeiouy]/g, '');
  return (first + rest).replace(/(.)\1+/g, '$1').slice(0, 6);
}
