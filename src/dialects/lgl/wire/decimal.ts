// Hours and money: numbers that always show a decimal point on the wire (docs/contracts/lgl.md §2.3).

/** Larger amounts are a slip of the keyboard. */
const MOST = 1e12;

/** A decimal number, also from text such as "4", "75.00" or "$1,200.50"; junk and blanks are null. */
export function decimal(value: unknown): number | null | undefined {
  if (value === undefined) return undefined;
  const number = typeof value === 'number' ? value : Number(plainText(value) ?? Number.NaN);
  return Number.isFinite(number) && Math.abs(number) < MOST ? number : null;
}

function plainText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const plain = value.trim().replace(/^\$/, '').replaceAll(',', '');
  return plain.match(/^[-+]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})/)?.[0];
}

// Known to the engine since Node 21, not yet to the compiler's library for our target.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** `4` → `4.0`: JSON's own way of writing a number would drop the point. */
export function float(text: string | null): unknown {
  if (text === null) return null;
  const number = Number(text);
  return Number.isInteger(number) ? rawJSON(`${number}.0`) : number;
}
