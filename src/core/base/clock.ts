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
