import type { RegistryAnswer } from './registry.ts';

/** A person looks and records the outcome with evidence (record-outcome.ts). */
export function manual(): RegistryAnswer {
  return { kind: 'waiting' };
}
