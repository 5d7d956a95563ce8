import type { Dialect } from '../dialect.ts';

export const lgl: Dialect = {
  name: 'lgl',
  owns: () => false,
  register: async () => undefined,
  answerError: () => undefined,
};
