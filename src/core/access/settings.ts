// Changing what an organization decides for itself (core/base/settings.ts).
import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { invalidField } from '../base/failure.ts';
import { type SettingRule, settingIn } from '../base/settings.ts';

const set = write(
  'organization_setting_set',
  'update organizations set settings = settings || jsonb_build_object($2::text, $3::jsonb) where organization_id = $1',
);
const unset = write(
  'organization_setting_unset',
  'update organizations set settings = settings - $2::text where organization_id = $1',
);

/**
 * Sets one of the settings that there are `rules` for, or with `undefined` goes back to its default. Throws `invalid` for an
 * unknown name or a wrong value.
 */
export async function changeSetting(
  tx: Tx,
  actor: Actor,
  { name, value, rules }: { name: string; value: unknown; rules: Readonly<Record<string, SettingRule>> },
): Promise<void> {
  allow(actor, 'settings:write');
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (!rule) throw invalidField(name, 'unknown_setting');
  if (value !== undefined && !rule.accepts(value)) throw invalidField(name, 'setting_value');
  const { id, storedSettings } = actor.organization;
  await tx.all(value === undefined ? unset(id, name) : set(id, name, JSON.stringify(value)));
  const before = { [name]: settingIn(rule, storedSettings[name]) };
  const change = { subjectId: id, before, after: { [name]: value ?? null } };
  await recordChange(tx, actor, { kind: 'organization.setting_changed', ...change });
}
