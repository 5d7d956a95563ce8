// What a person has given, as the database keeps it. Amounts are decimal text in the organization's currency.
import { z } from 'zod';
import type { Giving } from '../../../core/giving/giving-totals.ts';

const sum = { count: z.number(), total: z.string() };
const notable = z.object({ id: z.number(), date: z.string().nullable(), amount: z.string() }).nullable();
const years = z.array(z.object({ year: z.number(), ...sum, soft: z.object(sum) }));

export const givingSchema = z
  .object({
    ...sum,
    first: notable,
    last: notable,
    largest: notable,
    soft: z.object(sum).describe('Credits for what others gave, which no other total counts.'),
    calendar_years: years,
    fiscal_years: years.describe('Called after the year they end in.'),
  })
  .meta({ id: 'Giving' });

export function givingToWire({ calendarYears, fiscalYears, ...giving }: Giving) {
  return { ...giving, calendar_years: [...calendarYears], fiscal_years: [...fiscalYears] };
}
