import type { Affected } from '../base/indirect-change.ts';
import { withKeyword } from '../constituents/parts/shown-parts.ts';
import { GIFT_CUSTOM_FIELDS } from '../giving/gift.ts';
import { VOLUNTEER_TIME_CUSTOM_FIELDS } from '../interactions/volunteer-time.ts';

/** Everybody and everything that shows one of the keywords that fit the condition of `k`, or its category. */
export function itemsShowing(condition: string, values: readonly unknown[]): Affected[] {
  const holders = [{ withKeyword }, VOLUNTEER_TIME_CUSTOM_FIELDS, GIFT_CUSTOM_FIELDS];
  return holders.map((holder) => holder.withKeyword(condition, values));
}
