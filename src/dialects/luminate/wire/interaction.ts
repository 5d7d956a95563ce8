// The `interaction_*` parameters of methods that log one on their own (wire/luminate.md §4.2 and §4.12).
import type { NewInteraction } from '../../../core/interactions/interaction.ts';
import type { Call } from '../call.ts';
import { naturalParameter, textParameter } from './values.ts';

/** The largest number the record keeps as a count. */
const COUNT_LIMIT = 2_147_483_647;

/** The interaction a writing method logs; without a subject it is named after the method (§6, 10). */
export function readInteraction({ parameters, method, callerAddress }: Call): Omit<NewInteraction, 'constituentId'> {
  return {
    subject: textParameter(parameters, 'interaction_subject', 80) ?? method,
    body: textParameter(parameters, 'interaction_body', Number.POSITIVE_INFINITY) ?? null,
    securityCategoryId: naturalParameter(parameters, 'interaction_cat_id') ?? 0,
    count: naturalParameter(parameters, 'interaction_count', COUNT_LIMIT) ?? 1,
    callerAddress,
  };
}
