// `begin_date` and `end_date` (docs/contracts/luminate.md §4.9 and §4.10).
import { Failure } from '../../../core/base/failure.ts';
import { offsetMinutes } from './dates.ts';
import type { Parameters } from './parameters.ts';
import { toDate } from './values.ts';

const DAY = 86_400_000;

/** From a moment to before another. Throws `invalid` (`date_range`) for what is no date, or an end before its begin. */
export function readPeriod(parameters: Parameters, timeZone: string): { from?: Date; before?: Date } {
  const from = toMoment(parameters.filled('begin_date'), timeZone);
  const end = toMoment(parameters.filled('end_date'), timeZone);
  if (from && end && end.moment < from.moment) throw new Failure('invalid', 'date_range');
  return {
    ...(from && { from: from.moment }),
    // A whole day is included, a moment exactly.
    ...(end && { before: new Date(end.moment.getTime() + (end.isDay ? DAY : 1)) }),
  };
}

/** A date alone or with a time; without a zone it is the organization's. */
function toMoment(text: string | undefined, timeZone: string): { moment: Date; isDay: boolean } | undefined {
  if (text === undefined) return undefined;
  const match = text
    .trim()
    .match(/^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?(Z|[-+]\d{2}:\d{2})?$/);
  const [, date = '', time, zone] = match ?? [];
  const moment = new Date(`${date}T${time ?? '00:00'}${zone ?? 'Z'}`);
  if (!match || toDate(date) === undefined || Number.isNaN(moment.getTime()))
    throw new Failure('invalid', 'date_range');
  const shift = zone === undefined ? offsetMinutes(timeZone, moment) * 60_000 : 0;
  return { moment: new Date(moment.getTime() - shift), isDay: time === undefined };
}
