// By what an administrator's call selects a person (docs/contracts/luminate.md §4.4 and §4.5).
import type { Identity } from '../../../core/constituents/people/find-people.ts';
import { SYSTEM } from './constituent-input.ts';
import { FIELDS, inputNames } from './fields.ts';
import type { Parameters } from './parameters.ts';
import { naturalParameter, textParameter } from './values.ts';

/** What a call selects by, the decisive term alone: cons_id, else member_id, else primary_email. Undefined: nothing. */
export function readSelector(parameters: Parameters): Identity | undefined {
  const id = naturalParameter(parameters, 'cons_id');
  if (id !== undefined) return { id };
  const externalId = textParameter(parameters, 'member_id', 32);
  if (externalId !== undefined) return { system: SYSTEM, externalId };
  const email = textParameter(parameters, 'primary_email', 255);
  return email === undefined ? undefined : { email };
}

const ADDRESS_NAMES = FIELDS.filter(({ name }) => name === 'email.primary_address').flatMap(inputNames);

/** The address as a field, in whichever spelling: what update and createOrUpdate find a person by for want of a selector. */
export function readAddressField(parameters: Parameters): string | undefined {
  const name = ADDRESS_NAMES.find((candidate) => parameters.filled(candidate));
  return name === undefined ? undefined : textParameter(parameters, name, 255);
}
