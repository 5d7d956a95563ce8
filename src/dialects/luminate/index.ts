import type { Dialect } from '../dialect.ts';

export const luminate: Dialect = {
  name: 'luminate',
  owns: () => false,
  register: async () => undefined,
  answerError: () => undefined,
};
