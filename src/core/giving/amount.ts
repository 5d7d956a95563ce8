// Amounts of money: exact decimal text, in the organization's currency, never a floating point number.
import { invalidField } from '../base/failure.ts';

const WHOLE = /^(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,5})$/;

/**
 * An amount as it is stored, from "75", "$75.00" or "1,234.50"; null for a blank. Throws `invalid`, naming the field, for what
 * is no amount, negative, beyond 999,999,999.99, or more exact than a hundredth.
 */
export function toAmount(field: string, given: string | null): string | null {
  const text = (given ?? '').trim();
  if (text === '') return null;
  const isNegative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '').replace(/^[$€£¥]/, '');
  const [whole = '', decimals = '', ...rest] = digits.split('.');
  const isAmount =
    rest.length === 0 && (WHOLE.test(whole) || (whole === '' && decimals !== '')) && /^\d*$/.test(decimals);
  if (!isAmount) throw invalidField(field, 'amount_format');
  if (/[1-9]/.test(decimals.slice(2))) throw invalidField(field, 'amount_decimals');
  const plain = whole.replaceAll(',', '').replace(/^0+(?=\d)/, '') || '0';
  if (plain.length > 9) throw invalidField(field, 'amount_too_large');
  const amount = `${plain}.${decimals.slice(0, 2).padEnd(2, '0')}`;
  if (isNegative && amount !== '0.00') throw invalidField(field, 'amount_negative');
  return amount;
}
