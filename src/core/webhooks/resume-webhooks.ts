import { write } from '../../db/statement.ts';

/** Has everything delivered that waits in an organization: one job, however much it is. */
export const resumeWebhooks = write(
  'webhooks_resume',
  `select graphile_worker.add_job('resume_webhooks', json_build_object('organizationId', $1::bigint))`,
);
