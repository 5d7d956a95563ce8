// Interactions: the `interaction_*` parameters, lists of them, and how one is shown (docs/contracts/luminate.md §4.2, §4.10
// to §4.12).
import { Failure } from '../../../core/base/failure.ts';
import { type Interaction, type NewInteraction, SUBJECT_LIMIT } from '../../../core/interactions/interaction.ts';
import type { InteractionSearch, SortColumn } from '../../../core/interactions/interaction-queries.ts';
import { badCriteria, readPage } from '../paging.ts';
import type { Call } from '../servlets/call.ts';
import { type Element, leaf, parent } from './document.ts';
import type { Parameters } from './parameters.ts';
import { readPeriod } from './period.ts';
import { booleanParameter, naturalParameter, requirePlainText, textParameter } from './values.ts';

/** Types below are built in. */
const FIRST_CUSTOM_TYPE = 1000;

/** The largest number the record keeps as a count. */
const COUNT_LIMIT = 2_147_483_647;

/** The interaction a writing method logs; without a subject it is named after the method (§6, 10). */
export function readInteraction({ parameters, method, callerAddress }: Call): Omit<NewInteraction, 'constituentId'> {
  return {
    subject: textParameter(parameters, 'interaction_subject', SUBJECT_LIMIT)?.trim() || method,
    body: textParameter(parameters, 'interaction_body', Number.POSITIVE_INFINITY) ?? null,
    securityCategoryId: readCategory(parameters, 'interaction_cat_id') ?? 0,
    count: naturalParameter(parameters, 'interaction_count', COUNT_LIMIT) ?? 1,
    callerAddress,
  };
}

/** An interaction as the API shows it; only custom types have a note (docs/contracts/luminate.md §4.10). */
export function presentInteraction(interaction: Interaction): Element {
  const isCustom = interaction.typeId >= FIRST_CUSTOM_TYPE;
  return parent('interaction', [
    leaf('interactionId', interaction.id),
    leaf('interactionTypeId', interaction.typeId),
    leaf('subject', interaction.subject),
    ...(isCustom ? [parent('note', [leaf('text', interaction.body)])] : []),
  ]);
}

/** By the names the API uses elsewhere; which ones the original takes is not documented. */
const SORT_COLUMNS: Readonly<Record<string, SortColumn>> = {
  interactionid: 'id',
  interactiontypeid: 'typeId',
  subject: 'subject',
  text: 'body',
  date: 'createdAt',
};

function columnNamed(name: string | undefined): SortColumn | undefined {
  if (name === undefined) return undefined;
  const column =
    SORT_COLUMNS[
      name
        .toLowerCase()
        .replaceAll('_', '')
        .replace(/^interaction(subject|date)$/, '$1')
    ];
  if (!column) throw badCriteria();
  return column;
}

/** Filter, order and page of a list of interactions (docs/contracts/luminate.md §4.10). Throws `invalid`. */
export function readSearch({ parameters, actor }: Call): InteractionSearch {
  const filterColumn = columnNamed(parameters.filled('list_filter_column'));
  const text = parameters.filled('list_filter_text');
  if (filterColumn !== undefined && filterColumn !== 'subject' && filterColumn !== 'body') throw badCriteria();
  return {
    typeId: readTypeId(parameters),
    securityCategoryId: readCategory(parameters, 'list_category_id'),
    subject: textParameter(parameters, 'interaction_subject', SUBJECT_LIMIT),
    ...readPeriod(parameters, actor.organization.timeZone),
    ...(text === undefined
      ? {}
      : { contains: { column: filterColumn ?? 'subject', text: requirePlainText(text, 'filter') } }),
    sort: {
      column: columnNamed(parameters.filled('list_sort_column')) ?? 'createdAt',
      ascending: booleanParameter(parameters, 'list_ascending', true),
    },
    page: readPage(parameters),
  };
}

/** Throws `invalid` (`interaction_type`) for what is no number. */
export function readTypeId(parameters: Parameters): number | undefined {
  return failingAs('interaction_type', () => naturalParameter(parameters, 'interaction_type_id'));
}

/** Security categories besides 0, "General", cannot be made: every other one is unknown (error 29). */
function readCategory(parameters: Parameters, name: string): number | undefined {
  const category = failingAs('category', () => naturalParameter(parameters, name));
  if (category !== undefined && category !== 0) throw new Failure('invalid', 'category', { subject: name });
  return category;
}

function failingAs<Result>(code: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof Failure) throw new Failure('invalid', code, { cause: error });
    throw error;
  }
}

/** The id of an interaction. Throws `invalid`: `parameter_required` without one, `interaction` for what is no number. */
export function readInteractionId(parameters: Parameters): number {
  const id = failingAs('interaction', () => naturalParameter(parameters, 'interaction_id'));
  if (id === undefined) throw new Failure('invalid', 'parameter_required', { subject: 'interaction_id' });
  return id;
}
