// getGroupMembers: who is in a group, for administrators (docs/contracts/luminate.md §4.13).
import { Failure } from '../../../core/base/failure.ts';
import { constituentsInPieces } from '../../../core/constituents/record/constituent-pieces.ts';
import { findGroupMembers } from '../../../core/groups/group-members.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { isAdministrator, maySee } from '../steps/caller.ts';
import { withDonorStatus } from '../steps/donor-status.ts';
import { allFields } from '../steps/record-fields.ts';
import { type Element, leaf, parent } from '../wire/document.ts';
import type { Field } from '../wire/field.ts';
import { READ_PARTS, type ReadableRecord } from '../wire/field-reading.ts';
import { inputNames } from '../wire/fields.ts';
import { shownValue } from '../wire/person.ts';
import { naturalParameter } from '../wire/values.ts';

/** Fields go by their column names here (docs/contracts/luminate.md §5.3). */
const DEFAULT_FIELDS =
  'cons_id,member_id,first_name,last_name,primary_email,home_street1,home_street2,home_street3,home_city,home_stateprov,home_county,home_zip';

const MOST_MEMBERS = 1000;

export async function getGroupMembers(call: Call): Promise<Answer> {
  const { context, actor, parameters } = call;
  if (!isAdministrator(actor)) throw new Failure('forbidden', 'administrators_only', { subject: 'getGroupMembers' });
  const groupId = naturalParameter(parameters, 'group_id');
  if (groupId === undefined) throw new Failure('invalid', 'parameter_required', { subject: 'group_id' });
  const limit = Math.min(naturalParameter(parameters, 'max_number') ?? MOST_MEMBERS, MOST_MEMBERS);
  const fields = await readFieldNames(call);
  const members = await findGroupMembers(context.db, actor, { groupId, page: { limit, offset: 0 } });
  if (!members) throw new Failure('not-found', 'group_members', { subject: groupId });
  const elements: Element[] = [];
  for await (const records of constituentsInPieces(context.db, actor, { ids: members.items, parts: READ_PARTS })) {
    const shown = await withDonorStatus(call, records, [...fields.values()]);
    elements.push(...shown.map((record) => memberOf(call, record, fields)));
  }
  return { document: parent('getGroupMembersResponse', [leaf('total_number', members.total), ...elements]) };
}

function memberOf({ actor }: Call, record: ReadableRecord, fields: ReadonlyMap<string, Field>): Element {
  const { timeZone } = actor.organization;
  return parent(
    'member',
    [...fields].map(([name, field]) => leaf(name, shownValue(field, record, timeZone))),
  );
}

/** The wanted fields under the names they were asked for by; what is no visible field is left out. */
async function readFieldNames(call: Call): Promise<Map<string, Field>> {
  const names = (call.parameters.filled('fields') ?? DEFAULT_FIELDS).split(',').map((name) => name.trim());
  const visible = (await allFields(call)).filter((field) => maySee(call.actor, field));
  const found = names.flatMap((name): [string, Field][] => {
    const field = visible.find((candidate) => namesOf(candidate).includes(name));
    return field ? [[name, field]] : [];
  });
  return new Map(found);
}

function namesOf(field: Field): string[] {
  const isAddress = field.name === 'email.primary_address';
  return isAddress ? ['primary_email', ...inputNames(field)] : inputNames(field);
}
