import 'server-only';
import { z } from 'zod';
import { dropOldMonths } from '#server/conversations/retention/run.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { actorOfJob } from '#server/core/auth/job-actor.ts';
import { defineJob } from '#server/core/jobs/define.ts';

/** Drops the months past their time: once a day by itself, else for whoever asked. */
export const retentionJob = defineJob({
  name: 'conversations.retention',
  input: z.object({ actor: z.string().optional() }),
  cron: '17 3 * * *',
  exclusive: true,
  expireSeconds: 3_600,
  async run({ actor }) {
    await dropOldMonths(actor === undefined ? systemActor('worker') : await actorOfJob(actor));
  },
});
