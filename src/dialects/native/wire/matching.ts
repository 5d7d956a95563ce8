// Who is on record more than once (docs/matching.md).
import { z } from 'zod';
import { Failure } from '../../../core/base/failure.ts';
import type { Duplicate, DuplicatePair } from '../../../core/matching/duplicate.ts';
import type { PossibleDuplicate } from '../../../core/matching/match-person.ts';
import { probabilityOf } from '../../../core/matching/model.ts';
import { type MatchPerson, NOBODY_KNOWN } from '../../../core/matching/person.ts';
import type { Reason } from '../../../core/matching/reasons.ts';
import type { Scan } from '../../../core/matching/scan.ts';
import { constituentBody } from './constituent.ts';
import { logQuery } from './listing.ts';

const id = z.number().int().positive();
const certainty = z.enum(['certain', 'review', 'none']);
const probability = z.number().min(0).max(1);

const reasonSchema = z.object({
  field: z.string(),
  comparison: z.string().describe('What was found, for people'),
  weight: z.number().describe('In bits: for one person above 0, against it below'),
});

const reasonsToWire = (reasons: readonly Reason[]) =>
  reasons.map(([field, comparison, weight]) => ({ field, comparison, weight }));

/** Four digits: more would promise what no estimate has. */
const probabilityToWire = (odds: number) => Math.round(probabilityOf(odds) * 10_000) / 10_000;

export const matchBody = z
  .strictObject({
    constituent: constituentBody.optional().describe('Somebody as POST /constituents would take them'),
    constituent_id: id.optional().describe('Or somebody on record'),
    limit: z.number().int().min(1).max(100).default(5),
  })
  .refine((body) => (body.constituent === undefined) !== (body.constituent_id === undefined), {
    path: ['constituent'],
    message: 'One of constituent and constituent_id',
  })
  .meta({ id: 'MatchInput' });

export const matchesSchema = z
  .object({
    data: z.array(z.object({ constituent_id: z.number(), probability, certainty, reasons: z.array(reasonSchema) })),
    behind: z.number().describe('People who were written lately and are not looked at yet'),
  })
  .meta({ id: 'Matches' });

export function matchToWire({ constituentId, odds, certainty: sure, reasons }: PossibleDuplicate) {
  const shown = { probability: probabilityToWire(odds), certainty: sure, reasons: reasonsToWire(reasons) };
  return { constituent_id: constituentId, ...shown };
}

type Given = z.output<typeof constituentBody>;

const listOf = (value: unknown) => (Array.isArray(value) ? (value as Readonly<Record<string, unknown>>[]) : []);
const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
const textsOf = (value: unknown, name: string) => listOf(value).flatMap((element) => textOf(element[name]) ?? []);

/** What of a body is compared. */
export function personFromWire(body: Given): MatchPerson {
  const given = body as Readonly<Record<string, unknown>>;
  return {
    ...NOBODY_KNOWN,
    isOrg: given.is_org === true,
    firstName: textOf(given.first_name),
    middleName: textOf(given.middle_name),
    lastName: textOf(given.last_name),
    suffix: textOf(given.suffix),
    maidenName: textOf(given.maiden_name),
    orgName: textOf(given.org_name),
    gender: textOf(given.gender),
    birthDate: textOf(given.birth_date),
    emails: textsOf(given.email_addresses, 'address'),
    phones: textsOf(given.phone_numbers, 'number'),
    addresses: listOf(given.street_addresses).map((address) => ({
      street: textOf(address.street),
      city: textOf(address.city),
      state: textOf(address.state),
      postalCode: textOf(address.postal_code),
    })),
    identifiers: Object.entries(body.external_ids ?? {}).flatMap(([system, value]) =>
      value === null ? [] : [{ system, value }],
    ),
  };
}

export const scanSchema = z
  .object({
    id: z.number(),
    status: z.enum(['queued', 'running', 'done', 'failed']),
    step: z.string().nullable(),
    result: z.object({ people: z.number(), pairs: z.number(), clusters: z.number() }).nullable(),
    problem: z.string().nullable(),
    created_at: z.string(),
    finished_at: z.string().nullable(),
  })
  .meta({ id: 'MatchingScan' });

export function scanToWire({ people, pairs, clusters, createdAt, finishedAt, ...scan }: Scan) {
  const { id: scanId, status, step, problem } = scan;
  const result = people === null ? null : { people, pairs: pairs ?? 0, clusters: clusters ?? 0 };
  return { id: scanId, status, step, result, problem, created_at: createdAt, finished_at: finishedAt };
}

export const matchingSchema = z
  .object({
    behind: z.number().nullable().describe('People who were written and are not looked at yet; null: nobody was yet'),
    latest_scan: scanSchema.nullable(),
    open: z.number().describe('Groups that wait for a decision'),
    certain: z.number().describe('Of them those that are certain'),
  })
  .meta({ id: 'Matching' });

const pairSchema = z.object({ a: z.number(), b: z.number(), probability, certainty, reasons: z.array(reasonSchema) });

export const duplicateSchema = z
  .object({
    id: z.number(),
    status: z.enum(['open', 'dismissed', 'merged']),
    probability,
    certainty: z.enum(['certain', 'review']),
    constituent_ids: z.array(z.number()),
    suggested_survivor_id: z.number().describe('The record that is there longest'),
    pairs: z.array(pairSchema),
    found_at: z.string(),
    decided_at: z.string().nullable(),
  })
  .meta({ id: 'Duplicate' });

export function pairToWire({ oneId, otherId, odds, certainty: sure, reasons }: DuplicatePair) {
  return {
    ...{ a: oneId, b: otherId, probability: probabilityToWire(odds), certainty: sure },
    reasons: reasonsToWire(reasons),
  };
}

/** @param pairs of several groups */
export function duplicateToWire(duplicate: Duplicate, pairs: readonly DuplicatePair[]) {
  const { constituentIds, odds } = duplicate;
  const own = pairs.filter(({ oneId, otherId }) => constituentIds.includes(oneId) && constituentIds.includes(otherId));
  return {
    ...{ id: duplicate.id, status: duplicate.status, probability: probabilityToWire(odds) },
    ...{ certainty: duplicate.certainty, constituent_ids: constituentIds },
    suggested_survivor_id: Math.min(...constituentIds),
    pairs: own.map(pairToWire),
    ...{ found_at: duplicate.foundAt, decided_at: duplicate.decidedAt },
  };
}

export const duplicatesQuery = logQuery.extend({
  status: z.enum(['open', 'dismissed', 'merged']).default('open'),
  certainty: z.enum(['certain', 'review']).optional(),
});

const cursor = z.tuple([z.number(), id]);

export function duplicateCursor({ odds, id: last }: Duplicate): string {
  return Buffer.from(JSON.stringify([odds, last])).toString('base64url');
}

/** Throws `invalid` (`cursor`) for what is none. */
export function duplicatePlace(text: string | undefined): { odds: number; id: number } | undefined {
  if (text === undefined) return undefined;
  try {
    const [odds, last] = cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { odds, id: last };
  } catch (cause) {
    throw new Failure('invalid', 'cursor', { cause });
  }
}

export const dismissBody = z
  .strictObject({
    pairs: z
      .array(z.tuple([id, id]))
      .min(1)
      .max(5_000)
      .optional()
      .describe('Who are two people; by default every two of the group'),
    reason: z.string().max(1_000).nullable().optional(),
  })
  .meta({ id: 'Dismissal' });

export const pairsQuery = z.strictObject({ min_probability: z.coerce.number().min(0.1).max(1).default(0.5) });

export const mergeDuplicatesBody = z
  .strictObject({
    ids: z.array(id).min(1).max(200).describe('Groups, each of which becomes its suggested survivor'),
  })
  .meta({ id: 'MergeDuplicates' });

export const mergedDuplicates = z
  .object({
    data: z.array(
      z.object({
        id: z.number(),
        merge_id: z.number().nullable(),
        survivor_id: z.number().nullable(),
        problem: z.string().nullable(),
      }),
    ),
    change_set_id: z.number().nullable(),
  })
  .meta({ id: 'MergedDuplicates' });
