/** UTC to the second. */
export function timestamp(instant: string): string {
  return `${instant.slice(0, 19)}Z`;
}
