// Dates, numbers and amounts as the reader of a language writes them.
import { useMemo } from 'react';
import { useLocale } from 'react-aria-components';
import { useSession } from './session.tsx';

export interface Format {
  /** `2026-05-01` → 1 May 2026 */
  readonly date: (date: string | null | undefined) => string;
  /** An instant, with its time, where the organization is. */
  readonly moment: (instant: string | null | undefined) => string;
  readonly number: (value: number) => string;
  readonly percent: (share: number) => string;
  /** Decimal text. */
  readonly amount: (text: string | null | undefined) => string;
  readonly bytes: (count: number) => string;
}

const NOTHING = '–';

export function useFormat(): Format {
  const { locale } = useLocale();
  const { time_zone: timeZone } = useSession();
  return useMemo(() => formatFor(locale, timeZone), [locale, timeZone]);
}

function formatFor(locale: string, timeZone: string): Format {
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const amount = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const size = new Intl.NumberFormat(locale, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 });
  return {
    date: (date) => (date ? day.format(new Date(`${date.slice(0, 10)}T00:00:00Z`)) : NOTHING),
    moment: (instant) => (instant ? moment.format(new Date(instant)) : NOTHING),
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    amount: (text) => (text === null || text === undefined ? NOTHING : amount.format(Number(text))),
    bytes: (count) => size.format(Math.max(1, Math.round(count / 1000))),
  };
}
