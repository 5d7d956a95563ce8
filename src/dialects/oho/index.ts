import type { Dialect } from '../dialect.ts';

export const oho: Dialect = {
  name: 'oho',
  owns: () => false,
  register: async () => undefined,
  answerError: () => undefined,
};
