// Which part of a list a call asks for (docs/contracts/luminate.md §4.9, §4.10 and §4.16).
import { Failure } from '../../core/base/failure.ts';
import type { PageRequest } from '../../core/base/page.ts';
import type { Parameters } from './wire/parameters.ts';

const DEFAULT_SIZE = 25;
const LARGEST_SIZE = 1000;

/** The page by number or by first record, both from 0 and never both. Throws `invalid` (`list_criteria`, error 50). */
export function readPage(parameters: Parameters): PageRequest {
  const limit = natural(parameters, 'list_page_size') ?? DEFAULT_SIZE;
  const page = natural(parameters, 'list_page_offset');
  const record = natural(parameters, 'list_record_offset');
  if (limit < 1 || limit > LARGEST_SIZE || (page !== undefined && record !== undefined)) throw badCriteria();
  return { limit, offset: record ?? (page ?? 0) * limit };
}

export function badCriteria(): Failure {
  return new Failure('invalid', 'list_criteria');
}

function natural(parameters: Parameters, name: string): number | undefined {
  const text = parameters.filled(name)?.trim();
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw badCriteria();
  return Number(text);
}
