/** The time, as an argument: tests pass their own. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** The calendar date in a time zone at a moment, as YYYY-MM-DD. An unknown zone is read as UTC. */
export function dateIn(timeZone: string, moment: Date): string {
  try {
    return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(moment);
  } catch {
    return moment.toISOString().slice(0, 10);
  }
}
