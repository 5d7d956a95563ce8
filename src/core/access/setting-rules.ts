// What each setting of an organization takes. A value out of bounds is refused where it is written; one that is stored all the
// same (by an older version, or by hand) is not used, so that it cannot stop the work of this organization or of others.
import type { OrganizationSettings } from '../base/actor.ts';
import { isAddressBlock } from '../base/ip-address.ts';
import { isOrigin } from '../base/origin.ts';

export type SettingName = keyof OrganizationSettings;

interface Rule {
  /** For people: what the setting takes. */
  readonly takes: string;
  readonly accepts: (value: unknown) => boolean;
  /** What applies instead of a stored value that is not accepted, where the default would allow more. */
  readonly unreadable?: (value: unknown) => unknown;
}

const isFlag = (value: unknown) => typeof value === 'boolean';
/** Text that the database can store. */
const isText = (value: unknown, longest = 255): value is string =>
  typeof value === 'string' && value.length <= longest && value.isWellFormed() && !value.includes('\0');
const listOf = (longest: number, accepts: (item: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length <= longest && value.every(accepts);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const hasOnly = (value: Readonly<Record<string, unknown>>, keys: readonly string[]) =>
  Object.keys(value).every((key) => keys.includes(key));
const oneOf = (words: readonly string[]): Rule => ({
  takes: words.join(' or '),
  accepts: (value) => isText(value) && words.includes(value),
});
const wholeNumber = (most: number) => (value: unknown) =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most;

const isListable = (value: unknown) => isText(value) && isOrigin(value);
const isBlock = (value: unknown) => isText(value) && isAddressBlock(value);

const FIELD_RULES: readonly unknown[] = ['hidden', 'readOnly', 'required'];
const isFieldRules = (value: unknown) =>
  isRecord(value) &&
  hasOnly(value, ['staff', 'person']) &&
  Object.values(value).every((rule) => FIELD_RULES.includes(rule));

/** Headers that a delivery has anyway, or that decide how the request is read: another value breaks every delivery. */
const RESERVED_HEADERS =
  /^(?:host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*|user-agent|cookie|authorization|date|via|forwarded|x-forwarded-.*|webhook-.*|x-oho-(?:event|delivery|attempt|signature)|x-hub-signature-256(?:-.*)?)$/i;

const isHeader = (value: unknown) =>
  isText(value) && /^[A-Za-z0-9-]{1,60}$/.test(value) && !RESERVED_HEADERS.test(value);

const FLAG: Rule = { takes: 'true or false', accepts: isFlag };
const HEADER: Rule = {
  takes: 'the name of a header, up to 60 letters, digits and hyphens, that requests do not have otherwise',
  accepts: isHeader,
};
const CLEANED = ['names', 'email', 'phones', 'addresses'];
const SIGN_UPS = ['address', 'organization'];
const MOST_SIGN_UPS = 1_000_000;
const DAY_SECONDS = 86_400;
const TEN_YEARS = 3_650;

/** Every setting; the compiler asks for a rule when one is added. */
export const SETTING_RULES: Readonly<Record<SettingName, Rule>> = {
  uniqueEmail: FLAG,
  uniqueNameAndEmail: FLAG,
  acceptsEmailByDefault: FLAG,
  allowedOrigins: {
    takes: 'a list of up to 100 origins such as ["https://www.example.org","https://*.example.org"]',
    accepts: listOf(100, isListable),
  },
  serverAddresses: {
    takes: 'a list of up to 200 addresses, or blocks with their prefix, such as ["192.0.2.0/24"]',
    accepts: listOf(200, isBlock),
    // Without a list everybody passes; an entry that is no address lets nobody pass.
    unreadable: (value) => [...(Array.isArray(value) ? value.filter(isBlock) : []), 'unreadable'],
  },
  requireHttps: FLAG,
  disabledMethods: {
    takes: 'a list of up to 100 methods such as ["CRConsAPI.create"]',
    accepts: listOf(100, (value) => isText(value) && /^[CS]RConsAPI\.\w+$/.test(value)),
    unreadable: (value) => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []),
  },
  signatureHash: oneOf(['md5', 'sha1']),
  authenticationFields: {
    takes: 'a list of up to 50 field names such as ["primary_email"]',
    accepts: listOf(50, (value) => isText(value, 100)),
  },
  fieldRules: {
    takes: '{"gender":{"person":"hidden"},"birth_date":{"staff":"required","person":"readOnly"}}, up to 200 fields',
    accepts: (value) =>
      isRecord(value) &&
      Object.keys(value).length <= 200 &&
      Object.entries(value).every(([field, rules]) => isText(field, 100) && isFieldRules(rules)),
    // If one unreadable rule voided all others, people could see and set fields that the organization keeps from them.
    unreadable: (value) =>
      isRecord(value) ? Object.fromEntries(Object.entries(value).filter(([, rules]) => isFieldRules(rules))) : {},
  },
  cleaning: {
    takes: '{"names":true,"email":true,"phones":true,"addresses":true}',
    accepts: (value) => isRecord(value) && hasOnly(value, CLEANED) && CLEANED.every((key) => isFlag(value[key])),
  },
  signUpLimits: {
    takes: `{"address":100,"organization":5000}: sign-ups an hour from one address, and in all, up to ${MOST_SIGN_UPS}`,
    accepts: (value) =>
      isRecord(value) && hasOnly(value, SIGN_UPS) && SIGN_UPS.every((key) => wholeNumber(MOST_SIGN_UPS)(value[key])),
  },
  welcomeMail: {
    takes: '{"subject":"…","text":"…"} (up to 200 and 20000 characters) or null',
    accepts: (value) =>
      value === null ||
      (isRecord(value) &&
        hasOnly(value, ['subject', 'text']) &&
        isText(value.subject, 200) &&
        isText(value.text, 20_000)),
  },
  registry: oneOf(['manual', 'sandbox']),
  sandboxDelaySeconds: { takes: `seconds, from 0 to ${DAY_SECONDS}`, accepts: wholeNumber(DAY_SECONDS) },
  autoEnrich: oneOf(['replace', 'fill', 'off']),
  expiryLeadDays: {
    takes: `a list of up to 20 numbers of days from 0 to ${TEN_YEARS}, such as [90,30,0]`,
    accepts: listOf(20, wholeNumber(TEN_YEARS)),
  },
  webhookSha1Header: HEADER,
  webhookSha1PlainHeader: HEADER,
};

/** Stored settings as they are used: what is not accepted is as if it were not set, unless that would let more pass. */
export function readableSettings(stored: Readonly<Record<string, unknown>>): Partial<OrganizationSettings> {
  const entries = Object.entries(stored).flatMap(([name, value]) => {
    const rule = Object.hasOwn(SETTING_RULES, name) ? SETTING_RULES[name as SettingName] : undefined;
    if (!rule) return [];
    if (rule.accepts(value)) return [[name, value]];
    return rule.unreadable ? [[name, rule.unreadable(value)]] : [];
  });
  return Object.fromEntries(entries);
}
