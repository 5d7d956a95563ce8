// What a refusal means to the person in front of the screen: the one place where codes become sentences.
import { isRefusal } from './client.ts';
import type { Texts } from './texts.tsx';

/** A sentence that says what to do. */
export function sentenceOf(error: unknown, texts: Texts): string {
  if (!isRefusal(error)) return texts.errors.unexpected;
  const known = texts.errors.codes as Readonly<Record<string, string>>;
  const [fault] = error.faults;
  return known[error.code] ?? (fault && (known[fault.code] ?? fault.detail)) ?? error.message;
}

/** By field (`/first_name` → `first_name`), for the forms that show them. */
export function faultsOf(error: unknown, texts: Texts): Readonly<Record<string, string>> {
  if (!isRefusal(error)) return {};
  const known = texts.errors.codes as Readonly<Record<string, string>>;
  return Object.fromEntries(error.faults.map(({ pointer, code, detail }) => [pointer.slice(1), known[code] ?? detail]));
}
