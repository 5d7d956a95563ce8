import type { Db } from '../../db/connect.ts';
import { type Sealer, unsealOrNull } from '../access/seal.ts';
import type { Organization } from '../base/actor.ts';
import type { Clock } from '../base/clock.ts';
import type { Accreditation } from './accreditation.ts';
import { type CheckType, findCheckType } from './catalogue.ts';
import { http } from './registries/http.ts';
import { manual } from './registries/manual.ts';
import { registerFile } from './registries/register-file.ts';
import type { Registry, RegistryAnswer, RegistryName } from './registries/registry.ts';
import { sandbox } from './registries/sandbox.ts';
import { registryFor } from './registry-settings.ts';
import type { Scan } from './scan.ts';

export interface RegistryAccess {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly allowPrivateTargets: boolean;
}

const REGISTRIES: Readonly<Record<RegistryName, Registry>> = {
  sandbox,
  manual,
  'register-file': registerFile,
  http,
};

/** Asks the organization's registry for the type. Whatever goes wrong on the way is `unavailable`, never an exception. */
export async function askRegistry(
  access: RegistryAccess,
  organization: Organization,
  { scan, accreditation }: { scan: Scan; accreditation: Accreditation },
): Promise<RegistryAnswer> {
  const type = findCheckType(accreditation.type);
  if (!type) return { kind: 'unavailable', reason: 'the catalogue no longer has this type' };
  const setting = await registryFor(access.db, organization, type.code);
  const missing = missingInputs(type, scan.inputs);
  const asksByInput = setting.registry === 'http' || setting.registry === 'register-file';
  if (asksByInput && missing.length > 0) {
    const flags = missing.map((input) => `${input}_missing`);
    return { kind: 'found', finding: { outcome: 'incomplete', flags }, evidence: { missing } };
  }
  const { correlationId, inputs } = scan;
  const check = {
    organization,
    type,
    identifier: accreditation.identifier,
    inputs,
    correlationId,
    now: access.clock.now(),
  };
  const secret = unsealOrNull(access.sealer, setting.secretSealed);
  try {
    return await REGISTRIES[setting.registry].look(check, { ...setting, secret }, access);
  } catch (error) {
    return { kind: 'unavailable', reason: error instanceof Error ? error.message : String(error) };
  }
}

function missingInputs(type: CheckType, inputs: Readonly<Record<string, string>>): string[] {
  return type.inputs.filter((name) => !inputs[name]);
}
