// The constituent as LGL shows it: keys, order and formats of docs/contracts/lgl.md §3.2 and §2.3.
import type { ConstituentSummary } from '../../../core/constituents/record/constituent.ts';
import type { ConstituentParts, PartName } from '../../../core/record/parts.ts';
import { PARTS } from './constituent-parts.ts';
import { timestamp } from './timestamp.ts';

/** The 38 keys of a list item. */
function summary(constituent: ConstituentSummary) {
  return {
    id: constituent.id,
    external_constituent_id: constituent.externalIds.lgl ?? null,
    is_org: constituent.isOrg,
    constituent_contact_type_id: constituent.contactTypeId,
    constituent_contact_type_name: constituent.contactTypeName ?? '',
    prefix: constituent.prefix,
    first_name: constituent.firstName,
    middle_name: constituent.middleName,
    // Text, never null, in every example (§3.2): a strictly typed client cannot read the whole list otherwise.
    last_name: constituent.lastName ?? '',
    suffix: constituent.suffix,
    spouse_name: constituent.spouseName,
    org_name: constituent.orgName,
    job_title: constituent.jobTitle,
    addressee: constituent.addressee ?? '',
    salutation: constituent.salutation,
    sort_name: constituent.sortName ?? '',
    constituent_interest_level_id: constituent.interestLevelId,
    constituent_interest_level_name: constituent.interestLevelName,
    constituent_rating_id: constituent.ratingId,
    constituent_rating_name: constituent.ratingName,
    is_deceased: constituent.isDeceased,
    deceased_date: constituent.deceasedDate,
    annual_report_name: constituent.annualReportName,
    birthday: constituent.birthDate,
    gender: constituent.gender,
    maiden_name: constituent.maidenName,
    nick_name: constituent.nickName,
    spouse_nick_name: constituent.spouseNickName,
    date_added: constituent.dateAdded,
    alt_salutation: constituent.altSalutation,
    alt_addressee: constituent.altAddressee ?? '',
    honorary_name: constituent.honoraryName,
    assistant_name: constituent.assistantName,
    marital_status_id: constituent.maritalStatusId,
    marital_status_name: constituent.maritalStatusName,
    is_anon: constituent.isAnon,
    created_at: timestamp(constituent.createdAt),
    updated_at: timestamp(constituent.updatedAt),
  };
}

/** A list item with the parts it was loaded with, in the canonical order whatever the request's order (§4.4). */
export function toItem(constituent: ConstituentSummary & Partial<ConstituentParts>): Record<string, unknown> {
  const item: Record<string, unknown> = summary(constituent);
  for (const part of PARTS) {
    const rows = constituent[part.name];
    if (rows !== undefined) item[part.wireName] = part.present(constituent as ConstituentSummary & ConstituentParts);
  }
  return item;
}

/** The answer to show, create and update. */
export function toWire(constituent: ConstituentSummary & ConstituentParts): Record<string, unknown> {
  return { api_version: '1.0', ...toItem(constituent) };
}

/** The parts named by `expand`: comma-separated, spaces trimmed, unknown names ignored (§4.4). */
export function readExpand(value: unknown): PartName[] {
  const names = String(value ?? '')
    .split(',')
    .map((name) => name.trim());
  return PARTS.filter((part) => names.includes(part.wireName)).map((part) => part.name);
}
