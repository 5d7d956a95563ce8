import type { Texts } from '../app/texts.tsx';
import { en } from './en.ts';
export const fr: Texts = en;
