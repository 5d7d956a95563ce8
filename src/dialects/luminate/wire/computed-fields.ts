// Fields that the original computes from mailings, districts and comparisons of all donors, none of which Kith has: everyone may
// ask for them, nobody may set them, and they are empty (docs/contracts/luminate.md §5.2: read-only; §4.5: enabled but empty is nil).
import type { Audience, Field, ValueType } from './field.ts';

type Row = readonly [name: string, label: string, group: string, type: ValueType, view: Audience];

const ROWS: readonly Row[] = [
  ['email.hard_bounce_count', 'Hard Bounce Count', 'Email', 'NUMBER', 'administrators'],
  ['email_opt_in_status', 'Email Opt-In Status', 'Email', 'ENUMERATION', 'everyone'],
  ['work_web_page', 'Work Web Page', 'Biographical Information', 'TEXT', 'everyone'],
  ['sustained_gift.card_expiration_date', 'Card Expiration Date', 'Sustained Gift', 'DATE', 'everyone'],
  ['sustained_gift.status', 'Sustained Gift Status', 'Sustained Gift', 'ENUMERATION', 'everyone'],
  ['sustained_gift.monthly_amount', 'Monthly Amount', 'Sustained Gift', 'NUMBER', 'everyone'],
  ['districts.cong_dist_id', 'Congressional District ID', 'Districts', 'TEXT', 'everyone'],
  ['districts.state_house_dist_id', 'State House District ID', 'Districts', 'TEXT', 'everyone'],
  ['districts.state_senate_dist_id', 'State Senate District ID', 'Districts', 'TEXT', 'everyone'],
  ['districts.home_county', 'Home County Name', 'Districts', 'TEXT', 'everyone'],
  ['engagement_factors.factor', 'Engagement Factors', 'Scores', 'TEXT', 'administrators'],
  ['trans_mon_val_percentile', 'Monetary Value Percentile', 'Scores', 'NUMBER', 'administrators'],
  ['trans_frequency_percentile', 'Frequency Percentile', 'Scores', 'NUMBER', 'administrators'],
  ['trans_recency_percentile', 'Recency Percentile', 'Scores', 'NUMBER', 'administrators'],
  ['lifetime_alert_response_count', 'Lifetime Alert Responses', 'Scores', 'NUMBER', 'administrators'],
  ['prev_year_alert_response_count', 'Alert Responses Last Year', 'Scores', 'NUMBER', 'administrators'],
  ['curr_year_alert_response_count', 'Alert Responses This Year', 'Scores', 'NUMBER', 'administrators'],
  ['matched_donor', 'Matched Donor', 'Scores', 'BOOLEAN', 'administrators'],
  ['exchange_id', 'Exchange ID', 'Scores', 'TEXT', 'administrators'],
  ['valid', 'Valid', 'Scores', 'BOOLEAN', 'administrators'],
];

export const COMPUTED_FIELDS: readonly Field[] = ROWS.map(([name, label, group, type, view]) => ({
  name,
  label,
  group,
  type,
  view,
  update: 'nobody',
  aliases: [],
  required: false,
  place: { kind: 'empty' },
}));
