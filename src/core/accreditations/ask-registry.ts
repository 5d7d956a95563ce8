import type { Db } from '../../db/connect.ts';
import { type Sealer, unsealOrNull } from '../access/seal.ts';
import type { Organization } from '../base/actor.ts';
import type { Clock } from '../base/clock.ts';
import type { Accreditation } from './accreditation.ts';
import { type CheckType, findCheckType } from './catalogue.ts';
import { http } from './registries/http.ts';
import { manual } from './registries/manual.ts';
import { registerFile } from './registries/register-file.ts';
import type { Check, Registry, RegistryAnswer, RegistryName } from './registries/registry.ts';
import { sandbox } from './registries/sandbox.ts';
import type { RegistrySetting } from './registry-settings.ts';
import type { Scan } from './scan.ts';

export interface RegistryAccess {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly allowPrivateTargets: boolean;
}

/** Registries that read a file or call another machine, which may be slow. */
const ASKED: Readonly<Partial<Record<RegistryName, Registry>>> = { 'register-file': registerFile, http };

/** Registries that answer from the check alone. */
const BY_ITSELF: Readonly<Partial<Record<RegistryName, (check: Check) => RegistryAnswer>>> = { sandbox, manual };

/** A scan, what it is of, and the registry that is to answer it. */
export interface Asked {
  readonly scan: Scan;
  readonly accreditation: Accreditation;
  readonly setting: RegistrySetting;
}

const UNKNOWN_TYPE: RegistryAnswer = { kind: 'unavailable', reason: 'the catalogue no longer has this type' };

function checkOf(organization: Organization, { scan, accreditation, now }: Asked & { now: Date }): Check | undefined {
  const type = findCheckType(accreditation.type);
  const { correlationId, inputs } = scan;
  return type && { organization, type, identifier: accreditation.identifier, inputs, correlationId, now };
}

/** The answer of a registry that answers from the check alone; undefined for the others. */
export function answerByItself(organization: Organization, asked: Asked & { now: Date }): RegistryAnswer | undefined {
  const check = checkOf(organization, asked);
  return check && BY_ITSELF[asked.setting.registry]?.(check);
}

/** Asks the organization's registry for the type. Whatever goes wrong on the way is `unavailable`, never an exception. */
export async function askRegistry(
  access: RegistryAccess,
  organization: Organization,
  asked: Asked,
): Promise<RegistryAnswer> {
  const { scan, setting } = asked;
  const check = checkOf(organization, { ...asked, now: access.clock.now() });
  if (!check) return UNKNOWN_TYPE;
  const missing = missingInputs(check.type, scan.inputs);
  if (missing.length > 0) {
    const reasons = missing.map((input) => `${input}_missing`);
    return { kind: 'found', finding: { outcome: 'incomplete', reasons }, evidence: { missing } };
  }
  try {
    const secret = unsealOrNull(access.sealer, setting.secretSealed);
    const answer = await ASKED[setting.registry]?.look(check, { ...setting, secret }, access);
    return answer ?? { kind: 'unavailable', reason: 'nothing answers for this registry' };
  } catch (error) {
    return { kind: 'unavailable', reason: error instanceof Error ? error.message : String(error) };
  }
}

function missingInputs(type: CheckType, inputs: Readonly<Record<string, string>>): string[] {
  return type.inputs.filter((name) => !inputs[name]);
}
