// How people call who changed something, and through what.
import type { ChangeSet } from '@kith/client';
import type { Texts } from './texts.tsx';

type By = ChangeSet['actor'];

export function whoOf({ type, name, id }: By, { history }: Texts): string {
  if (name) return name;
  const known: Readonly<Record<string, string>> = {
    ...{ system: history.system, key: history.key, user: history.user },
    ...{ constituent: history.constituent, anonymous: history.anonymous },
  };
  const word = known[type] ?? type;
  return id === null || type === 'system' ? word : `${word} ${id}`;
}

export function throughOf(via: string, { history }: Texts): string {
  const known: Readonly<Record<string, string>> = history.vias;
  return known[via] ?? via;
}

/** A value of the record, for people. */
export function shown(value: unknown, { states }: Texts): string {
  if (value === null || value === undefined || value === '') return '–';
  if (value === true) return states.yes;
  if (value === false) return states.no;
  if (Array.isArray(value)) return value.map((each) => shown(each, { states } as Texts)).join('; ') || '–';
  if (typeof value !== 'object') return String(value);
  const parts = Object.entries(value).filter(([name, part]) => part !== null && part !== '' && !HIDDEN.test(name));
  return parts.map(([, part]) => shown(part, { states } as Texts)).join(', ') || '–';
}

/** Parts of a value that say nothing to people. */
const HIDDEN = /(^|_)ids?$|Id$|_at$|At$|^version$|^is_?(current|preferred)$/i;

/** Why two records may be of one person: "e-mail: differs by a letter or two". */
export function reasonOf({ field, comparison }: { field: string; comparison: string }, { compared }: Texts): string {
  const names: Readonly<Record<string, string>> = compared;
  return `${names[field] ?? field}: ${comparison}`;
}
