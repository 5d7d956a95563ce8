// What an organization decides for itself: each part of the program declares its own settings, and reads them here out of
// everything that is stored. A value out of bounds is refused where it is written; one that is stored all the same (by an
// older version, or by hand) is not used, so that it cannot stop the work of this organization or of others.

export interface SettingRule<Value = unknown> {
  /** For people: what the setting takes. */
  readonly takes: string;
  readonly accepts: (value: unknown) => boolean;
  readonly default: Value;
  /** What applies instead of a stored value that is not accepted, where the default would allow more. */
  readonly unreadable?: (value: unknown) => Value;
}

/** A rule for each setting; the compiler asks for one when a setting is added. */
export type SettingRules<Settings> = { readonly [Name in keyof Settings]: SettingRule<Settings[Name]> };

/** What an organization has stored, of every part of the program. Read it through the rules of the part. */
export type StoredSettings = Readonly<Record<string, unknown>>;

/** The value of one setting that is used. */
export function settingIn<Value>(rule: SettingRule<Value>, stored: unknown): Value {
  if (stored === undefined) return rule.default;
  if (rule.accepts(stored)) return stored as Value;
  return rule.unreadable ? rule.unreadable(stored) : rule.default;
}

/** Makes what reads the declared settings; each stored object is looked at once. */
export function settingsReader<Settings extends object>(
  rules: SettingRules<Settings>,
): (stored: StoredSettings) => Settings {
  const known = new WeakMap<StoredSettings, Settings>();
  const names = Object.keys(rules) as (keyof Settings & string)[];
  const read = (stored: StoredSettings) => {
    const value = (name: keyof Settings & string) => (Object.hasOwn(stored, name) ? stored[name] : undefined);
    return Object.fromEntries(names.map((name) => [name, settingIn(rules[name], value(name))])) as Settings;
  };
  return (stored) => {
    const settings = known.get(stored) ?? read(stored);
    known.set(stored, settings);
    return settings;
  };
}

// What rules are made of.

export const isFlag = (value: unknown) => typeof value === 'boolean';

/** Text that the database can store. */
export const isText = (value: unknown, longest = 255): value is string =>
  typeof value === 'string' && value.length <= longest && value.isWellFormed() && !value.includes('\0');

export const listOf = (longest: number, accepts: (item: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length <= longest && value.every(accepts);

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const hasOnly = (value: Readonly<Record<string, unknown>>, keys: readonly string[]) =>
  Object.keys(value).every((key) => keys.includes(key));

export const wholeNumber = (most: number) => (value: unknown) =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most;

/** Takes one of some words. */
export function oneOf<Word extends string>(words: readonly Word[], usual: Word): SettingRule<Word> {
  const accepts = (value: unknown) => words.some((word) => word === value);
  return { takes: words.join(' or '), accepts, default: usual };
}

/** Takes true or false. */
export function flag(usual: boolean): SettingRule<boolean> {
  return { takes: 'true or false', accepts: isFlag, default: usual };
}
