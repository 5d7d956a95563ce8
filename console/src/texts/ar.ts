import type { Texts } from '../app/texts.tsx';
import { en } from './en.ts';
export const ar: Texts = en;
