// What an organization decides for itself (OrganizationSettings): names, what each takes, and changing one.
import { statement } from '../../db/connect.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow, type OrganizationSettings } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { invalidField } from '../base/failure.ts';
import { isAddressBlock } from '../base/ip-address.ts';

type SettingName = keyof OrganizationSettings;

interface Rule {
  /** For people: what the setting takes. */
  readonly takes: string;
  readonly accepts: (value: unknown) => boolean;
}

const isFlag = (value: unknown) => typeof value === 'boolean';
const isText = (value: unknown): value is string => typeof value === 'string';
const isHeader = (value: unknown) => isText(value) && /^[A-Za-z0-9-]{1,60}$/.test(value);
const listOf = (accepts: (item: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(accepts);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const oneOf = (words: readonly string[]): Rule => ({
  takes: words.join(' or '),
  accepts: (value) => isText(value) && words.includes(value),
});
const wholeNumber = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

function isOrigin(value: unknown): boolean {
  return isText(value) && URL.canParse(value) && new URL(value).origin === value;
}

const isAddress = (value: unknown) => isText(value) && isAddressBlock(value);

const FIELD_RULES: readonly unknown[] = ['hidden', 'readOnly', 'required'];
const isFieldRules = (value: unknown) =>
  isRecord(value) &&
  Object.entries(value).every(([who, rule]) => ['staff', 'person'].includes(who) && FIELD_RULES.includes(rule));

const FLAG: Rule = { takes: 'true or false', accepts: isFlag };
const HEADER: Rule = { takes: 'the name of a header', accepts: isHeader };

/** Every setting; the compiler asks for a rule when one is added. */
export const SETTING_RULES: Readonly<Record<SettingName, Rule>> = {
  uniqueEmail: FLAG,
  uniqueNameAndEmail: FLAG,
  acceptsEmailByDefault: FLAG,
  allowedOrigins: { takes: 'a list of origins such as ["https://www.example.org"]', accepts: listOf(isOrigin) },
  serverAddresses: { takes: 'a list of addresses or blocks such as ["192.0.2.0/24"]', accepts: listOf(isAddress) },
  requireHttps: FLAG,
  disabledMethods: {
    takes: 'a list of methods such as ["CRConsAPI.create"]',
    accepts: listOf((value) => isText(value) && /^[CS]RConsAPI\.\w+$/.test(value)),
  },
  signatureHash: oneOf(['md5', 'sha1']),
  authenticationFields: { takes: 'a list of field names such as ["primary_email"]', accepts: listOf(isText) },
  fieldRules: {
    takes: '{"gender":{"person":"hidden"},"birth_date":{"staff":"required","person":"readOnly"}}',
    accepts: (value) => isRecord(value) && Object.values(value).every(isFieldRules),
  },
  cleaning: {
    takes: '{"names":true,"email":true,"phones":true,"addresses":true}',
    accepts: (value) => isRecord(value) && ['names', 'email', 'phones', 'addresses'].every((key) => isFlag(value[key])),
  },
  welcomeMail: {
    takes: '{"subject":"…","text":"…"} or null',
    accepts: (value) => value === null || (isRecord(value) && isText(value.subject) && isText(value.text)),
  },
  registry: oneOf(['manual', 'sandbox']),
  sandboxDelaySeconds: { takes: 'seconds', accepts: wholeNumber },
  autoEnrich: oneOf(['replace', 'fill', 'off']),
  expiryLeadDays: { takes: 'a list of days such as [90,30,0]', accepts: listOf(wholeNumber) },
  webhookSha1Header: HEADER,
  webhookSha1PlainHeader: HEADER,
};

const set = statement(
  'organization_setting_set',
  'update organizations set settings = settings || jsonb_build_object($2::text, $3::jsonb) where organization_id = $1',
);
const unset = statement(
  'organization_setting_unset',
  'update organizations set settings = settings - $2::text where organization_id = $1',
);

/** Sets one setting, or with `undefined` goes back to its default. Throws `invalid` for an unknown name or a wrong value. */
export async function changeSetting(
  tx: Tx,
  actor: Actor,
  { name, value }: { name: string; value: unknown },
): Promise<void> {
  allow(actor, 'settings:write');
  const rule = Object.hasOwn(SETTING_RULES, name) ? SETTING_RULES[name as SettingName] : undefined;
  if (!rule) throw invalidField(name, 'unknown_setting');
  if (value !== undefined && !rule.accepts(value)) throw invalidField(name, 'setting_value');
  const { id, settings } = actor.organization;
  await tx.all(value === undefined ? unset(id, name) : set(id, name, JSON.stringify(value)));
  const before = { [name]: settings[name as SettingName] };
  const change = { subjectId: id, before, after: { [name]: value ?? null } };
  await recordChange(tx, actor, { kind: 'organization.setting_changed', ...change });
}
