import { z } from 'zod';
import { REGISTRY_NAMES } from '../../../core/accreditations/registries/registry.ts';
import { EVERY_TYPE, type RegistrySetting } from '../../../core/accreditations/registry-settings.ts';
import { objectBody, parse, requireFields, storableText } from './fields.ts';

const setting = z.object({
  registry: z.enum(REGISTRY_NAMES),
  url: storableText.nullable().optional(),
  register: storableText.max(100).nullable().optional(),
  secret: storableText.min(16).max(255).nullable().optional(),
  monitoring_days: z.number().int().min(1).max(3650).nullable().optional(),
});

export interface RegistryChoice extends Pick<RegistrySetting, 'registry' | 'options' | 'monitoringDays'> {
  readonly secret: string | null;
}

export function registryFromWire(body: unknown): RegistryChoice {
  const given = objectBody(body);
  requireFields(given, ['registry']);
  const { registry, url, register, secret, monitoring_days } = parse(setting, given);
  const options = { ...(url ? { url } : {}), ...(register ? { register } : {}) };
  return { registry, options, secret: secret ?? null, monitoringDays: monitoring_days ?? null };
}

/** In a path `default` stands for every type without a setting of its own. */
export function typeFromWire(text: string): string {
  return text === 'default' ? EVERY_TYPE : text;
}

export function registryToWire(setting: RegistrySetting) {
  return {
    type: setting.type === EVERY_TYPE ? 'default' : setting.type,
    registry: setting.registry,
    url: setting.options.url ?? null,
    register: setting.options.register ?? null,
    has_secret: setting.secretSealed !== null,
    monitoring_days: setting.monitoringDays,
  };
}
