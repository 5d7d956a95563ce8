// Every job by name. A handler may run twice for one job (the process can die after the work), so each is idempotent.
import type { Task, TaskList } from 'graphile-worker';
import { forgetExpiredSessions } from '../core/access/sessions.ts';
import type { DialectContext } from '../dialects/dialect.ts';

/** Minute, hour, day, month, weekday, job. */
export const CRONTAB = '*/5 * * * * forget_expired_sessions';

export function handlers(context: DialectContext): TaskList {
  const logged = (name: string, task: () => Promise<void>): Task => {
    return async () => {
      try {
        await task();
      } catch (error) {
        context.log.error({ err: error, job: name }, 'job failed');
        throw error;
      }
    };
  };
  return {
    forget_expired_sessions: logged('forget_expired_sessions', () => forgetExpiredSessions(context.db, context.clock.now())),
  };
}
