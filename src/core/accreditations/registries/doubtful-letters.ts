// Signs that a file's letters were read in another charset than they were written in.
import { isAscii, isUtf8 } from 'node:buffer';

/** Whether bytes that are said to be in another charset are UTF-8 with letters beyond ASCII: chance hardly makes such a file. */
export function isUtf8Instead(content: Uint8Array, charset: string): boolean {
  return !/^utf-?(?:8|16)/i.test(charset) && isUtf8(content) && !isAscii(content);
}

/** The second byte of two that are UTF-8, as Windows-1252 shows it: `JosÃ©`, `MÃ¼ller`, `OÊ¼Neil`. */
const TWICE = /[ÂÃÄÅ][\u00a0-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[Æ-ß][\u00a0-\u00bf€‚ƒ„…†‡ˆ‰‹‘“”•˜™›]|â€/;

/** Signs that stand in no name, and accents of Mac Roman (`Jos√©`, `M¸ller`); apostrophes and ASCII apart. */
const NO_LETTER = /[^\P{S} -~´῾᾿]|[†‡•…‰‹›¿¡§¶¸ˆ˜ﬁﬂ]/u;

/** A capital in the midst of small letters: `JosŽ`, `MŸller`, `JosÈ`. */
const CAPITAL_WITHIN = /^(\p{L}*\p{Ll})[À-ÖØ-ÞŠŽŸŒ]|^\p{Lu}Ÿ\p{Ll}/u;
const PREFIX = /^(?:mc|mac|de|del|della|di|da|du|la|le|fitz|van|von|el|al|o)$/i;

/** Whether a name has letters that nobody wrote so. */
export function isDoubtful(name: string): boolean {
  if (TWICE.test(name) || NO_LETTER.test(name)) return true;
  return name.split(/[^\p{L}]+/u).some((word) => {
    const found = CAPITAL_WITHIN.exec(word);
    return found !== null && !PREFIX.test(found[1] ?? '');
  });
}
