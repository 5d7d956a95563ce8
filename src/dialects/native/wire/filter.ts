// The filter language on the wire: a JSON parameter of lists, and the body of a query (docs/api.md, Filters).
import { z } from 'zod';
import { invalidField } from '../../../core/base/failure.ts';
import { FACET_NAMES } from '../../../core/constituents/filter/facets.ts';
import { type Filter, readFilter } from '../../../core/constituents/filter/filter.ts';
import type { Criterion } from '../../../core/constituents/search/search-criteria.ts';
import { constituentSummary } from './constituent.ts';

/** JSON of any form, which the core reads: it knows what is wrong with a filter, and where. */
export const filterSchema = z
  .record(z.string(), z.unknown())
  .describe('{"and":[…]}, {"or":[…]}, {"not":…}, {"some":"gifts","where":…} or {"field","op","value"}');

export const queryBody = z
  .strictObject({
    filter: filterSchema.optional(),
    q: z.string().max(500).optional(),
    limit: z.number().int().min(1).max(1_000).default(50),
    cursor: z.string().max(2_000).optional(),
    sort: z.string().max(100).optional(),
    total: z.enum(['exact', 'none']).default('none'),
    facets: z.array(z.enum(FACET_NAMES)).max(10).default([]),
  })
  .meta({ id: 'Query' });

const facetValue = z.object({
  value: z.union([z.string(), z.number(), z.boolean()]),
  label: z.string(),
  count: z.number(),
});

export const queryResult = z.object({
  data: z.array(constituentSummary),
  next_cursor: z.string().nullable(),
  total: z.number().nullable(),
  facets: z.record(z.string(), z.array(facetValue)),
  explained: z.string().describe('The filter as a sentence'),
});

export const filterFields = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      type: z.string(),
      operators: z.array(z.string()),
      /** Of the rows of this kind there is one such that. */
      some: z.string().nullable(),
    }),
  ),
});

/** A filter as a criterion of a search; nothing where none is given. Throws `invalid` with a pointer. */
export function filterCriteria(filter: unknown, pointer: string): Criterion[] {
  return filter === undefined ? [] : [{ term: 'filter', filter: readFilter(filter, pointer), pointer }];
}

/** The same of a parameter that holds JSON. */
export function filterParameter(text: string | undefined): Criterion[] {
  if (text === undefined) return [];
  let filter: Filter;
  try {
    filter = JSON.parse(text);
  } catch {
    throw invalidField('/?filter', 'filter');
  }
  return filterCriteria(filter, '/?filter');
}
