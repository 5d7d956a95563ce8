/** A whole number from text, or the usual one for none. Throws an error that says what the text should be. */
export function wholeNumber(
  text: string | undefined,
  { min, max, usual }: { readonly min: number; readonly max: number; readonly usual: number },
): number {
  if (text === undefined) return usual;
  const number = /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(number >= min && number <= max)) throw new Error(`takes a whole number from ${min} to ${max}`);
  return number;
}
