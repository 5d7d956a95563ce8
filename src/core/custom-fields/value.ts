/** What a custom field's entered text means, by the field's type. */

export interface TypedValue {
  readonly value_text: string;
  readonly value_number: string | null;
  readonly value_date: string | null;
  readonly value_boolean: boolean | null;
}

const TRUE = new Set(['true', 't', 'yes', 'y', '1']);
const FALSE = new Set(['false', 'f', 'no', 'n', '0']);

function toNumber(text: string): string | null {
  const plain = text
    .trim()
    .replace(/^([-+]?)[$€£]/, '$1')
    .replaceAll(',', '');
  return /^[-+]?(\d{1,30}(\.\d{0,20})?|\.\d{1,20})$/.test(plain) ? plain : null;
}

function toDate(text: string): string | null {
  const iso = text.trim().slice(0, 10);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return null;
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso || date.getUTCFullYear() < 1
    ? null
    : iso;
}

function toBoolean(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (TRUE.has(word)) return true;
  return FALSE.has(word) ? false : null;
}

/** Keeps the text as entered and adds what can be searched by range; text that does not fit the type has no typed value. */
export function typedValue(dataType: string, text: string): TypedValue {
  const isNumeric = dataType === 'integer' || dataType === 'number' || dataType === 'currency';
  return {
    value_text: text,
    value_number: isNumeric ? toNumber(text) : null,
    value_date: dataType === 'date' ? toDate(text) : null,
    value_boolean: dataType === 'boolean' ? toBoolean(text) : null,
  };
}
