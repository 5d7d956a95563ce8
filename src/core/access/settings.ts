// Changing what an organization decides for itself (OrganizationSettings).
import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { invalidField } from '../base/failure.ts';
import { SETTING_RULES, type SettingName } from './setting-rules.ts';

const set = write(
  'organization_setting_set',
  'update organizations set settings = settings || jsonb_build_object($2::text, $3::jsonb) where organization_id = $1',
);
const unset = write(
  'organization_setting_unset',
  'update organizations set settings = settings - $2::text where organization_id = $1',
);

/** Sets one setting, or with `undefined` goes back to its default. Throws `invalid` for an unknown name or a wrong value. */
export async function changeSetting(
  tx: Tx,
  actor: Actor,
  { name, value }: { name: string; value: unknown },
): Promise<void> {
  allow(actor, 'settings:write');
  const rule = Object.hasOwn(SETTING_RULES, name) ? SETTING_RULES[name as SettingName] : undefined;
  if (!rule) throw invalidField(name, 'unknown_setting');
  if (value !== undefined && !rule.accepts(value)) throw invalidField(name, 'setting_value');
  const { id, settings } = actor.organization;
  await tx.all(value === undefined ? unset(id, name) : set(id, name, JSON.stringify(value)));
  const before = { [name]: settings[name as SettingName] };
  const change = { subjectId: id, before, after: { [name]: value ?? null } };
  await recordChange(tx, actor, { kind: 'organization.setting_changed', ...change });
}
