import { cleanText } from '../../../core/base/clean-text.ts';
import type { ItemAnswer } from '../../../core/capture/answer-request.ts';
import type { InformationRequest } from '../../../core/capture/information-request.ts';
import { typesOf } from '../../../core/capture/screening-package.ts';
import { choiceId } from './capture-page.ts';
import { calendarDate, storableText } from './fields.ts';
import type { Form } from './multipart.ts';

export interface ReadAnswers {
  readonly birthDate: string | null;
  readonly items: readonly ItemAnswer[];
  /** By field: what is wrong with it. */
  readonly problems: ReadonlyMap<string, string>;
}

/** What was filled in. Items that were left blank are left for another time. */
export function answersFromForm(request: InformationRequest, { fields, files }: Form): ReadAnswers {
  const problems = new Map<string, string>();
  const dateOf = (name: string): string | null => {
    const text = fields.get(name)?.trim() ?? '';
    if (text !== '' && !calendarDate.safeParse(text).success) problems.set(name, 'This is not a date.');
    return text === '' ? null : text;
  };
  const items = request.items.flatMap((item, index): ItemAnswer[] => {
    const given = fields.get(`identifier_${index}`) ?? '';
    const text = cleanText(given);
    const file = files.get(`file_${index}`) ?? null;
    const expiryDate = dateOf(`expiry_date_${index}`);
    const chosen = fields.get(`type_${index}`);
    const isBlank = text === '' && file === null && expiryDate === null && chosen === undefined;
    if (item.satisfied_by || isBlank) return [];
    if (!storableText.max(255).safeParse(given).success)
      problems.set(`identifier_${index}`, 'This number cannot be stored.');
    const type = 'type' in item ? item.type : chosen;
    if (type === undefined) problems.set(choiceId(index, typesOf(item)[0] ?? ''), 'Please choose which one you have.');
    return [{ index, type: type ?? '', identifier: text === '' ? null : text, expiryDate, file }];
  });
  return { birthDate: dateOf('birth_date'), items, problems };
}

const WORDS: Readonly<Record<string, string>> = {
  identifier: 'Please give the number on the card or document.',
  file: 'Please add a picture of the document.',
  type: 'Please choose one of the list.',
};

/** The words for a field that the core found missing. */
export function problemOf(field: string): string {
  return WORDS[field.slice(0, field.lastIndexOf('_'))] ?? 'Please check this.';
}
