/** The time, as an argument: tests pass their own. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** One for each zone: making one costs a hundred times what using it does. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  FORMATS.set(timeZone, format);
  return format;
}

/** The calendar date in a time zone at a moment, as YYYY-MM-DD. An unknown zone is read as UTC. */
export function dateIn(timeZone: string, moment: Date): string {
  try {
    return formatOf(timeZone).format(moment);
  } catch {
    return moment.toISOString().slice(0, 10);
  }
}

/** Whether a text is YYYY-MM-DD of a day that exists: 31 February is none, though `Date` reads one. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  return new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}
