import pg from 'pg';
import { expect, test } from 'vitest';
import { Failure } from '../core/base/failure.ts';
import { loggableError } from './loggable-error.ts';

function databaseError(): pg.DatabaseError {
  const error = new pg.DatabaseError('invalid input syntax for type bigint: "Zoë"', 40, 'error');
  return Object.assign(error, {
    code: '23505',
    constraint: 'users_login_name',
    detail: 'Key (login_name)=(zoe) already exists.',
    where: 'COPY constituents, line 3: "Zoë Rivera"',
  });
}

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test.each([
  ['a database error', databaseError()],
  ['one behind a failure', new Failure('conflict', 'taken', { cause: databaseError() })],
  ['a text that is no JSON', thrownBy(() => JSON.parse('Zoë'))],
  ['a refused recipient', Object.assign(new Error('550 <zoe@example.org> unknown'), { rejected: ['zoe@example.org'] })],
  ['a thrown text', 'Zoë'],
])('%s keeps what was sent out of the log', (_what, error) => {
  expect(JSON.stringify(loggableError(error))).not.toMatch(/zo[eë]/i);
});

test('what is wrong can still be found', () => {
  const cause = databaseError();
  const failure = new Failure('conflict', 'taken', { cause });
  expect(loggableError(failure)).toMatchObject({
    type: 'Failure',
    code: 'taken',
    cause: { type: 'DatabaseError', code: '23505', constraint: 'users_login_name' },
  });
  expect(loggableError(failure).stack).toContain('loggable-error.test.ts');
  expect(loggableError(new Error('connect ECONNREFUSED 10.0.0.1:25')).message).toBe('connect ECONNREFUSED 10.0.0.1:25');
});
