// Which registry answers a type of check in an organization, and how it is reached.
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow, type Organization } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { columnsAs, jsonObject } from '../base/columns.ts';
import { invalidField } from '../base/failure.ts';
import { findCheckType } from './catalogue.ts';
import { REGISTRY_NAMES, type RegistryName } from './registries/registry.ts';

/** Stands for every type without a setting of its own. */
export const EVERY_TYPE = '*';

export interface RegistrySetting {
  readonly type: string;
  readonly registry: RegistryName;
  readonly options: Readonly<Record<string, unknown>>;
  /** Encrypted. */
  readonly secretSealed: string | null;
  /** Days between two looks; null: those of the catalogue. */
  readonly monitoringDays: number | null;
  /** The circuit breaker: no call before this moment (ISO). */
  readonly retryAfter: string | null;
}

const FIELDS = ['type', 'registry', 'options', 'secretSealed', 'monitoringDays', 'retryAfter'] as const;
const COLUMNS = columnsAs('r', FIELDS);

/** `RegistrySetting` as one JSON, of `registry_settings r`. */
export const SETTING_JSON = jsonObject('r', FIELDS);

/** SQL of the row that decides for a type in the organization `$1`, if there is one; `type` is SQL as well. */
export function settingOf(type: string): string {
  return `registry_settings r where r.organization_id = $1 and r.type in (${type}, '*') order by r.type = '*' limit 1`;
}

const forType = query<RegistrySetting>('registry_setting_for_type', `select ${COLUMNS} from ${settingOf('$2')}`);

/** The setting for a type: its own, the organization's general one, or the installation's default. */
export async function registryFor(db: Db, organization: Organization, type: string): Promise<RegistrySetting> {
  return (await db.maybe(forType(organization.id, type))) ?? defaultSetting(organization);
}

/** For an organization that has set nothing for the type. */
export function defaultSetting({ settings }: Organization): RegistrySetting {
  const { registry } = settings;
  return { type: EVERY_TYPE, registry, options: {}, secretSealed: null, monitoringDays: null, retryAfter: null };
}

const list = query<RegistrySetting>(
  'registry_settings_list',
  `select ${COLUMNS} from registry_settings r where r.organization_id = $1 order by r.type`,
);

/** The organization's settings by type; where a registry is reached is told to administrators only. */
export async function listRegistrySettings(db: Db, actor: Actor): Promise<RegistrySetting[]> {
  allow(actor, 'settings:read');
  const settings = await db.all(list(actor.organization.id));
  if (actor.permissions.has('settings:write')) return settings;
  return settings.map((setting) => ({ ...setting, options: { ...setting.options, url: undefined } }));
}

const upsert = write<RegistrySetting>(
  'registry_setting_upsert',
  `insert into registry_settings as r (organization_id, type, registry, options, secret_sealed, monitoring_days)
   values ($1, $2, $3, $4, coalesce($5, $7), $6)
   on conflict (organization_id, type) do update set registry = excluded.registry, options = excluded.options,
     secret_sealed = coalesce($5, r.secret_sealed, $7), monitoring_days = excluded.monitoring_days,
     consecutive_failures = 0, retry_after = null, updated_at = now()
   returning ${COLUMNS}`,
);

export interface RegistrySettingInput
  extends Pick<RegistrySetting, 'type' | 'registry' | 'options' | 'secretSealed' | 'monitoringDays'> {
  /** Encrypted; becomes the secret where none is given and none is there. */
  readonly newSecretSealed: string | null;
}

/**
 * Chooses the registry of a type (or of every type). A secret that is not given again stays: another one would lock out the
 * verifier, which nobody has told of it.
 */
export async function setRegistry(tx: Tx, actor: Actor, input: RegistrySettingInput): Promise<RegistrySetting> {
  allow(actor, 'settings:write');
  if (input.type !== EVERY_TYPE && !findCheckType(input.type)) throw invalidField('type', 'unsupported_type');
  if (!REGISTRY_NAMES.includes(input.registry)) throw invalidField('registry', 'unknown_registry');
  const values = [input.registry, JSON.stringify(input.options), input.secretSealed, input.monitoringDays];
  const setting = await tx.one(upsert(actor.organization.id, input.type, ...values, input.newSecretSealed));
  await recordChange(tx, actor, {
    kind: 'registry.chosen',
    subjectId: actor.organization.id,
    before: null,
    after: { ...setting, secretSealed: undefined },
  });
  return setting;
}
