// A call that creates a person, as the core takes it: for create and createOrUpdate (docs/contracts/luminate.md §6).
import { hashNewPassword } from '../../../core/access/new-password.ts';
import { Failure } from '../../../core/base/failure.ts';
import type { Registration } from '../../../core/sign-up/register-constituent.ts';
import type { Call } from '../servlets/call.ts';
import { settingsOf } from '../settings.ts';
import { SYSTEM } from '../wire/constituent-input.ts';
import { withExtras } from '../wire/extras.ts';
import { readInteraction } from '../wire/interaction.ts';
import { type ListChanges, listChanges } from '../wire/lists.ts';
import { Parameters } from '../wire/parameters.ts';
import { booleanParameter, naturalParameter, textParameter } from '../wire/values.ts';
import { type RecordChange, readRecord } from './record-fields.ts';

/** Codes of a new record (docs/contracts/luminate.md §6): origin "Constituent API", status "Non-Donor". */
const INITIAL_STATE = { origin: 35, donorStatus: 1 } as const;

/** What `active.detail` says of somebody who was written to, and of anybody else (docs/contracts/luminate.md §6). */
const KNOWN = 2;
const UNKNOWN = 1;

const SOURCE_LIMIT = 255;

/** Reads a new person. Throws `invalid` (`required_fields`) without an e-mail address, and as `readFields`. */
export async function readRegistration(call: Call): Promise<Registration> {
  const { parameters, actor } = call;
  const record = await readRecord(call, {
    writing: 'create',
    // One front-end sends the password under this name (docs/contracts/luminate.md §6, 5).
    extraNames: { 'email.primary_address': ['primary_email'], user_password: ['password'] },
  });
  const email = record.value('email.primary_address');
  if (typeof email !== 'string') throw new Failure('invalid', 'required_fields');
  const password = record.text('user_password');
  const lists = listChanges(parameters, actor);
  const { name, slug } = actor.organization;
  // Exactly `f` or `false` asks for it (docs/contracts/luminate.md §2, boolean input).
  const welcome = /^(f|false)$/i.test(parameters.get('no_welcome') ?? '');
  const fields = record.input(undefined);
  const own = [record.text('user_name'), email, record.text('email.secondary_address'), name, slug];
  return {
    email,
    secondEmail: record.text('email.secondary_address'),
    system: SYSTEM,
    input: {
      acceptsEmail: settingsOf(actor.organization).acceptsEmailByDefault,
      ...fields,
      ...withExtras(fields, {
        ...INITIAL_STATE,
        ...readSource(call, record),
        activeDetail: activeDetail(call, welcome),
      }),
      ...lists.sets,
      ...joinCenter(call, lists),
      ...(password === undefined ? {} : { passwordHash: await hashNewPassword(password, own) }),
    },
    groupIds: lists.addGroupIds,
    isEventRegistration: booleanParameter(parameters, 'teamraiser_registration', false),
    welcome,
    interaction: readInteraction(call),
  };
}

function activeDetail({ actor }: Call, welcome: boolean): number {
  return welcome && actor.organization.settings.welcomeMail !== null ? KNOWN : UNKNOWN;
}

/** Where the person came from: the call says it, else the session remembers it (docs/contracts/luminate.md §6, 7). */
function readSource({ parameters, session }: Call, record: RecordChange) {
  const source = (parameter: string, field: string) =>
    textParameter(parameters, parameter, SOURCE_LIMIT) ?? record.text(field) ?? session?.variables[parameter] ?? null;
  return {
    originSource: source('source', 'origin_src_code'),
    originSubsource: source('sub_source', 'origin_subsrc_code'),
  };
}

/**
 * The center the session belongs to, besides those to be added; one that does not exist is ignored
 * (docs/contracts/luminate.md §2).
 */
function joinCenter({ parameters, session }: Call, { sets }: ListChanges) {
  const remembered = new Parameters(Object.entries(session?.variables ?? {}));
  const id = naturalParameter(parameters, 'center_id') ?? naturalParameter(remembered, 'center_id');
  return id === undefined ? {} : { centers: { add: [...(sets.centers?.add ?? []), id] } };
}
