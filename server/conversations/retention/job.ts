import 'server-only';
import { z } from 'zod';
import { type BeforeDropping, dropOldMonths } from '#server/conversations/retention/run.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { actorOfJob } from '#server/core/auth/job-actor.ts';
import { defineJob, type JobDefinition, type JobQueue } from '#server/core/jobs/define.ts';

type Input = { actor?: string | undefined };

/** Where the drop is asked for; by itself it comes once a day. */
export const retentionQueue: JobQueue<Input> = {
  name: 'conversations.retention',
  input: z.object({ actor: z.string().optional() }),
  cron: '17 3 * * *',
  exclusive: true,
  expireSeconds: 3_600,
};

/** Drops the months past their time. @param before what other areas have to do while they are still there */
export function retentionJob(before: BeforeDropping): JobDefinition<Input> {
  return defineJob({
    ...retentionQueue,
    async run({ actor }) {
      await dropOldMonths(actor === undefined ? systemActor('worker') : await actorOfJob(actor), { before });
    },
  });
}
