import 'server-only';
import { z } from 'zod';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { regroupSteps } from './note.ts';

const row = z.tuple([
  z.object({
    /** Distinct questions that wait for their group. */
    waiting: z.int(),
    /** Since when the one waits that came first; null when none does. */
    waitingSince: z.string().nullable(),
    /** The model in use for what is written in Latin letters; null before anything was grouped. */
    model: z.string().nullable(),
    /** Why the sentence model is not in use; null when all is well. */
    trouble: z.string().nullable(),
    /** How often its process died since the worker began. */
    restarts: z.int(),
    embeddedAMinute: z.int(),
    /** Seconds since the worker was last heard of; null when it never was. */
    workerSeconds: z.number().nullable(),
    /** The re-cluster that runs: how far its step is. */
    step: z.enum(regroupSteps).nullable(),
    done: z.int(),
    total: z.int(),
    /** The one that began last, whatever became of it. */
    regroupBeganAt: z.string().nullable(),
    /** The last one that was finished. */
    regroupedAt: z.string().nullable(),
    texts: z.int().nullable(),
    groups: z.int().nullable(),
    moved: z.int().nullable(),
    seconds: z.number().nullable(),
    /** Why the last one was not finished; null when it was. */
    regroupTrouble: z.string().nullable(),
  }),
]);

export type GrouperProgress = z.infer<typeof row>[0];

/** How far the grouping is: what waits and since when, the model in use or why it is not, and the last re-cluster. Instants are in UTC. */
export async function getGrouperProgress(actor: Actor): Promise<GrouperProgress> {
  requirePermission(actor, 'questions.read');
  const [progress] = row.parse(
    await prisma().$queryRaw`
      select (select count(*)::int from question_texts where group_id = 0) as waiting,
             (select to_char(seen_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') from question_texts where group_id = 0 order by id limit 1) as "waitingSince",
             model, trouble, embedder_restarts as restarts, embedded_a_minute as "embeddedAMinute",
             (select extract(epoch from now() - at)::float8 from monitor.heartbeats where process = 'worker') as "workerSeconds",
             regroup_step as step, regroup_done as done, regroup_total as total,
             to_char(regroup_began_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "regroupBeganAt", to_char(regroup_ended_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "regroupedAt", regroup_texts as texts, regroup_groups as groups,
             regroup_moved as moved, regroup_seconds::float8 as seconds, regroup_trouble as "regroupTrouble"
      from question_grouper`,
  );
  return progress;
}
