/** Replaces `${name}` in a text by the value of that name; a name that has none becomes nothing. */
export function fillIn(text: string, values: Readonly<Record<string, string | null | undefined>>): string {
  return text.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}
