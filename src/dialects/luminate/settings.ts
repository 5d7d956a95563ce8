// What an organization decides for itself about this contract (`kith settings`).
import type { Organization } from '../../core/base/actor.ts';
import { isAddressBlock } from '../../core/base/ip-address.ts';
import { isOrigin } from '../../core/base/origin.ts';
import {
  flag,
  hasOnly,
  isFlag,
  isRecord,
  isText,
  listOf,
  oneOf,
  type SettingRules,
  settingsReader,
  wholeNumber,
} from '../../core/base/settings.ts';

interface LuminateSettings {
  /** Whether a new person who does not say so wants e-mail. */
  readonly acceptsEmailByDefault: boolean;
  /** Origins (`https://www.example.org`, or `https://*.example.org` for all below) whose pages may call with credentials and be redirected to. */
  readonly allowedOrigins: readonly string[];
  /** Addresses or CIDR blocks that may call as an API administrator; none: all. */
  readonly serverAddresses: readonly string[];
  /** API administrators must come over HTTPS, unless from this machine. */
  readonly requireHttps: boolean;
  /** Methods that are switched off, by servlet: `CRConsAPI.create`. */
  readonly disabledMethods: readonly string[];
  /** How redirects and sign-ons are signed. */
  readonly signatureHash: 'md5' | 'sha1';
  /** Fields by which people may prove who they are without a password. */
  readonly authenticationFields: readonly string[];
  /** Rules of single fields, by the field's dotted name. */
  readonly fieldRules: Readonly<Record<string, FieldRules>>;
  /** Which values are cleaned when they arrive. */
  readonly cleaning: Cleaning;
  /** The most sign-ups by unknown callers in an hour: from one address, and in the organization. */
  readonly signUpLimits: { readonly address: number; readonly organization: number };
}

/** `hidden`: neither seen nor set. `readOnly`: not set. `required`: a new record has it, and nobody clears it. */
export type FieldRule = 'hidden' | 'readOnly' | 'required';

/** Of one field: for API administrators, and for people and whoever signs up. */
export interface FieldRules {
  readonly staff?: FieldRule;
  readonly person?: FieldRule;
}

/** Which values are brought into their usual form (capital letters, spaces, phone formats). */
interface Cleaning {
  readonly names: boolean;
  readonly email: boolean;
  readonly phones: boolean;
  readonly addresses: boolean;
}

const isListable = (value: unknown) => isText(value) && isOrigin(value);
const isBlock = (value: unknown): value is string => isText(value) && isAddressBlock(value);

const FIELD_RULES: readonly unknown[] = ['hidden', 'readOnly', 'required'] satisfies FieldRule[];
const isFieldRules = (value: unknown): value is FieldRules =>
  isRecord(value) &&
  hasOnly(value, ['staff', 'person']) &&
  Object.values(value).every((rule) => FIELD_RULES.includes(rule));

const CLEANED = ['names', 'email', 'phones', 'addresses'];
const SIGN_UPS = ['address', 'organization'];
const MOST_SIGN_UPS = 1_000_000;

export const SETTINGS: SettingRules<LuminateSettings> = {
  acceptsEmailByDefault: flag(false),
  allowedOrigins: {
    takes: 'a list of up to 100 origins such as ["https://www.example.org","https://*.example.org"]',
    accepts: listOf(100, isListable),
    default: [],
  },
  serverAddresses: {
    takes: 'a list of up to 200 addresses, or blocks with their prefix, such as ["192.0.2.0/24"]',
    accepts: listOf(200, isBlock),
    default: [],
    // Without a list everybody passes; an entry that is no address lets nobody pass.
    unreadable: (value) => [...(Array.isArray(value) ? value.filter(isBlock) : []), 'unreadable'],
  },
  requireHttps: flag(true),
  disabledMethods: {
    takes: 'a list of up to 100 methods such as ["CRConsAPI.create"]',
    accepts: listOf(100, (value) => isText(value) && /^[CS]RConsAPI\.\w+$/.test(value)),
    default: [],
    unreadable: (value) => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []),
  },
  signatureHash: oneOf(['md5', 'sha1'], 'sha1'),
  authenticationFields: {
    takes: 'a list of up to 50 field names such as ["primary_email"]',
    accepts: listOf(50, (value) => isText(value, 100)),
    default: [],
  },
  fieldRules: {
    takes: '{"gender":{"person":"hidden"},"birth_date":{"staff":"required","person":"readOnly"}}, up to 200 fields',
    accepts: (value) =>
      isRecord(value) &&
      Object.keys(value).length <= 200 &&
      Object.entries(value).every(([field, rules]) => isText(field, 100) && isFieldRules(rules)),
    default: {},
    // If one unreadable rule voided all others, people could see and set fields that the organization keeps from them.
    unreadable: (value) => Object.fromEntries(isRecord(value) ? Object.entries(value).filter(hasFieldRules) : []),
  },
  cleaning: {
    takes: '{"names":true,"email":true,"phones":true,"addresses":true}',
    accepts: (value) => isRecord(value) && hasOnly(value, CLEANED) && CLEANED.every((key) => isFlag(value[key])),
    default: { names: false, email: false, phones: false, addresses: false },
  },
  signUpLimits: {
    takes: `{"address":100,"organization":5000}: sign-ups an hour from one address, and in all, up to ${MOST_SIGN_UPS}`,
    accepts: (value) =>
      isRecord(value) && hasOnly(value, SIGN_UPS) && SIGN_UPS.every((key) => wholeNumber(MOST_SIGN_UPS)(value[key])),
    default: { address: 100, organization: 5000 },
  },
};

function hasFieldRules(entry: [string, unknown]): entry is [string, FieldRules] {
  return isFieldRules(entry[1]);
}

const read = settingsReader(SETTINGS);

/** The organization's settings of this contract. A value that cannot be read counts as the default, or as what lets less pass. */
export function settingsOf({ storedSettings }: Pick<Organization, 'storedSettings'>): LuminateSettings {
  return read(storedSettings);
}
