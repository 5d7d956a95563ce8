// Settings whose values are names of this contract. A misspelt name would have no effect, and nobody would notice.
import { METHODS } from '../servlets/methods.ts';
import { FIELDS, inputNames } from './fields.ts';

const CUSTOM_FIELD = /^custom_(?:string|boolean|number|date|monetary_amount)\d{1,15}$/;
const NAMES: ReadonlySet<string> = new Set(FIELDS.map((field) => field.name));
const SPELLINGS: ReadonlySet<string> = new Set(['primary_email', ...FIELDS.flatMap(inputNames)]);

/** What is wrong with a setting's value, for people; undefined where all names in it are known. */
export function settingProblem(name: string, value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const unknown = unknownName(name, value);
  return unknown === undefined ? undefined : `${name}: "${unknown}" is not a name that Luminate has.`;
}

function unknownName(name: string, value: object): string | undefined {
  if (name === 'fieldRules') return Object.keys(value).find((field) => !NAMES.has(field) && !CUSTOM_FIELD.test(field));
  if (!Array.isArray(value)) return undefined;
  const texts = value.map(String);
  if (name === 'authenticationFields') return texts.find((field) => !SPELLINGS.has(field) && !CUSTOM_FIELD.test(field));
  return name === 'disabledMethods' ? texts.find((method) => !isMethod(method)) : undefined;
}

/** `CRConsAPI.create` */
function isMethod(text: string): boolean {
  const [servlet, method = ''] = text.split('.');
  return METHODS.get(method)?.servlets.some((candidate) => candidate === servlet) ?? false;
}
