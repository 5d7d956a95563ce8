// Dates as XML Schema writes them, in the organization's time zone (docs/contracts/luminate.md §4.5 and §8).

/** Minutes that a time zone is ahead of UTC at a moment. */
export function offsetMinutes(timeZone: string, moment: Date): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(moment);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes] = name.match(/GMT([+-])(\d{2}):(\d{2})/) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}

/**
 * `-06:00`. Zero is `-00:00`: a front-end splits dates at hyphens and needs the fourth piece
 * (docs/contracts/luminate.md §4.5).
 */
function offsetText(minutes: number): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes > 0 ? '+' : '-'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

/** `1980-02-29` → `1980-02-29-06:00`, with the offset of that day. */
export function toWireDate(date: string, timeZone: string): string {
  return date + offsetText(offsetMinutes(timeZone, new Date(`${date}T12:00:00Z`)));
}

/** An instant (ISO 8601) as the organization's time: `2024-03-12T16:05:41.207-05:00`. */
export function toWireMoment(instant: string, timeZone: string): string {
  const moment = new Date(instant);
  const minutes = offsetMinutes(timeZone, moment);
  const local = new Date(moment.getTime() + minutes * 60_000).toISOString();
  return local.replace('Z', '') + offsetText(minutes);
}
