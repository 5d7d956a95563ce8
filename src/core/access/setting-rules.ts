// The settings that the core itself uses; what is one contract's alone is declared by its dialect.
import type { OrganizationSettings } from '../base/actor.ts';
import {
  flag,
  hasOnly,
  isRecord,
  isText,
  listOf,
  oneOf,
  type SettingRule,
  type SettingRules,
  wholeNumber,
} from '../base/settings.ts';

const DAY_SECONDS = 86_400;
const TEN_YEARS = 3_650;

const days = (most: number) => (value: unknown) => wholeNumber(most)(value) && value !== 0;

/** A number of days, or for ever. */
const daysOrNull: SettingRule<number | null> = {
  takes: `days, from 1 to ${TEN_YEARS}, or null for ever`,
  accepts: (value) => value === null || days(TEN_YEARS)(value),
  default: null,
};

export const CORE_SETTINGS: SettingRules<OrganizationSettings> = {
  uniqueEmail: flag(true),
  uniqueNameAndEmail: flag(false),
  welcomeMail: {
    takes: '{"subject":"…","text":"…"} (up to 200 and 20000 characters) or null',
    accepts: (value) =>
      value === null ||
      (isRecord(value) &&
        hasOnly(value, ['subject', 'text']) &&
        isText(value.subject, 200) &&
        isText(value.text, 20_000)),
    default: null,
  },
  registry: oneOf(['manual', 'sandbox'], 'manual'),
  sandboxDelaySeconds: { takes: `seconds, from 0 to ${DAY_SECONDS}`, accepts: wholeNumber(DAY_SECONDS), default: 0 },
  autoEnrich: oneOf(['replace', 'fill', 'off'], 'replace'),
  expiryLeadDays: {
    takes: `a list of up to 20 numbers of days from 0 to ${TEN_YEARS}, such as [90,30,0]`,
    accepts: listOf(20, wholeNumber(TEN_YEARS)),
    default: [90, 60, 30, 14, 7, 0],
  },
  // docs/contracts/oho.md §5.2: the history is kept for 30 days.
  keepWebhookDays: { takes: `days, from 1 to ${TEN_YEARS}`, accepts: days(TEN_YEARS), default: 30 },
  keepMailDays: daysOrNull,
  keepImportDays: { ...daysOrNull, default: 90 },
  keepSignOnDays: { takes: 'days, from 1 to 90', accepts: days(90), default: 90 },
  keepPostDays: daysOrNull,
  keepDeletedPeopleDays: daysOrNull,
  fiscalYearFirstMonth: {
    takes: 'the number of a month, from 1 to 12',
    accepts: (value) => wholeNumber(12)(value) && value !== 0,
    default: 1,
  },
};
