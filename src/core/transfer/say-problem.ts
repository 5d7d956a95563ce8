// What is wrong with a cell, in words for whoever has to correct it.
import type { MappedColumn } from './guess-mapping.ts';
import type { CellProblem } from './read-row.ts';

const WORDS: Readonly<Record<string, string>> = {
  date_format: 'is no date that exists',
  date_order: 'could be two dates: say whether days or months come first (date order)',
  date_without_year: 'has no year',
  email_format: 'is no e-mail address',
  phone_format: 'is no phone number',
  yes_or_no: 'is neither yes nor no',
  id_format: 'is no id',
  unknown_id: 'is the id of nobody on record',
  unknown_custom_field: 'is a custom field that there is not: define it with "kith field add"',
  several_people: 'fits several people on record; their ids are given',
  same_as_row: 'is the same person as an earlier row',
  name_required: 'There is no name and no e-mail address.',
  blank_row: 'There is nothing in it that counts.',
  footer: 'It is the end of a report, and nobody.',
  more_cells_than_headings: 'The row has more cells than there are headings: a comma or quote may be missing.',
  changed_since_check: 'Somebody has changed this person since the check; check again.',
  date_in_future: 'is in the future',
};

export function sayProblem({ column, code, detail }: CellProblem, mapping: readonly MappedColumn[]): string {
  const words = WORDS[code] ?? code.replaceAll('_', ' ');
  if (/^[A-Z]/.test(words)) return words;
  const heading = column === null ? undefined : mapping.find(({ index }) => index === column)?.heading;
  const subject = detail === null ? 'It' : `“${detail}”`;
  return `${heading ? `${heading}: ` : ''}${subject} ${words}.`;
}
