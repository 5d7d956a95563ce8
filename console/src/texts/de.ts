import type { Texts } from '../app/texts.tsx';
import { en } from './en.ts';
export const de: Texts = en;
