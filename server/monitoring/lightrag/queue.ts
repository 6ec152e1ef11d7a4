import 'server-only';
import { z } from 'zod';
import type { JobQueue } from '#server/core/jobs/define.ts';

/** Where walks through the cached answers are asked for. */
export const answersQueue: JobQueue<{ pass: string; actor: string }> = {
  name: 'monitoring.answers',
  input: z.object({ pass: z.string().regex(/^\d{1,18}$/), actor: z.string() }),
  retries: 1,
  expireSeconds: 3_600,
  heartbeatSeconds: 30,
};
