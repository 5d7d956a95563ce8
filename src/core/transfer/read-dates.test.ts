import { expect, test } from 'vitest';
import { dateOrderOf, readDate } from './read-dates.ts';

const TODAY = '2026-11-27';

test.each([
  ['1990-02-28', '1990-02-28'],
  ['1990/2/8', '1990-02-08'],
  ['19900228', '1990-02-28'],
  ['28/02/1990', '1990-02-28'],
  ['28.2.90', '1990-02-28'],
  ['02/28/1990', '1990-02-28'],
  ['12 Mar 2025', '2025-03-12'],
  ['Sep 26, 2026 7:05 PM', '2026-09-26'],
  ['3. März 1990', '1990-03-03'],
  ['2021-11-15 19:42:23 +0000', '2021-11-15'],
  ['2026/05/28 7:01:33 PM GMT+2', '2026-05-28'],
  ['1st May 1999', '1999-05-01'],
])('%s', (cell, date) => {
  expect(readDate(cell, undefined, TODAY)).toEqual({ date });
});

test.each([
  ['03/04/1990', 'date_order'],
  ['31/02/1990', 'date_format'],
  ['1990-02-30', 'date_format'],
  ['04/12', 'date_without_year'],
  ['--02-28', 'date_without_year'],
  ['0/0/00', 'date_order'],
  ['soon', 'date_format'],
  ['May 1999', 'date_format'],
])('%s is refused', (cell, problem) => {
  expect(readDate(cell, undefined, TODAY)).toEqual({ problem });
});

test('the order is that of the column', () => {
  expect(dateOrderOf(['03/04/1990', '', '13/04/1990'])).toBe('dmy');
  expect(dateOrderOf(['03/04/1990', '03/14/1990'])).toBe('mdy');
  expect(dateOrderOf(['13/04/1990', '03/14/1990'])).toBe('mixed');
  expect(dateOrderOf(['03/04/1990'])).toBeUndefined();
  expect(readDate('03/04/1990', 'mdy', TODAY)).toEqual({ date: '1990-03-04' });
  expect(readDate('03/04/90', 'dmy', TODAY)).toEqual({ date: '1990-04-03' });
  expect(readDate('03/04/27', 'dmy', TODAY)).toEqual({ date: '1927-04-03' });
});
