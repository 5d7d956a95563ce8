import type { Criterion } from './search-criteria.ts';

/** What a quick search looks for: an address has an @, a number has digits and no letters, anything else is a name. */
export function quickSearch(q: string | undefined): Criterion[] {
  const text = q?.trim() ?? '';
  if (text === '') return [];
  if (text.includes('@')) return [{ term: 'email', contains: text }];
  if (/^\d{1,15}$/.test(text)) return [{ term: 'idOrPhone', id: Number(text), digits: text }];
  if (/^[+\d][\d\s().-]{2,}$/.test(text)) return [{ term: 'phone', contains: text }];
  return [{ term: 'name', words: text }];
}
