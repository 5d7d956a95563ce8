/**
 * Replaces `${name}` in a text by the value of that name. What is not known of the person goes with the space before it
 * (`Dear ${firstName},` → `Dear,`); a name that there is none of goes alone.
 */
export function fillIn(text: string, values: Readonly<Record<string, string | null | undefined>>): string {
  return text.replace(/ ?\$\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    const space = place.startsWith(' ') ? ' ' : '';
    if (value) return space + value;
    return Object.hasOwn(values, name) ? '' : space;
  });
}
