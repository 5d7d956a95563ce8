// Which volunteer times show something that is written elsewhere, for core/base/indirect-change.ts.
import type { Affected, ShownRecord } from '../base/indirect-change.ts';
import { CUSTOM_FIELDS } from './volunteer-time.ts';

const RECORD: ShownRecord = {
  subjectType: 'volunteer_time',
  table: 'volunteer_times',
  alias: 'a',
  parts: { customFields: `${CUSTOM_FIELDS}::jsonb` },
};

/** Those that have one of the keywords that fit the condition of `k`. */
export function timesWithKeyword(condition: string, values: readonly unknown[]): Affected {
  const who = `select vk.volunteer_time_id from volunteer_time_keywords vk
    join keywords k on k.organization_id = vk.organization_id and k.id = vk.keyword_id
    where vk.organization_id = $1 and ${condition}`;
  return { record: RECORD, who, values };
}
