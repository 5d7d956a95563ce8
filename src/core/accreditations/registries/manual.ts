import type { Registry } from './registry.ts';

/** A person looks and records the outcome with evidence (record-outcome.ts). */
export const manual: Registry = { look: async () => ({ kind: 'waiting' }) };
