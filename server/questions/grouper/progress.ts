import 'server-only';
import { z } from 'zod';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { regroupSteps } from './note.ts';

const row = z.tuple([
  z.object({
    /** Distinct questions that wait for their group; at least these where very much is not even counted. */
    waiting: z.int(),
    /** Since when the one waits that came first; null when none does. */
    waitingSince: z.string().nullable(),
    /** The model in use for what is written in Latin letters; null before anything was grouped. */
    model: z.string().nullable(),
    /** Why the sentence model is not in use, and what to do; null when all is well. */
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

/** Of what was not counted yet so much is looked at: while no worker does it, it is ever more. */
const MOST_UNCOUNTED = 20_000;

/**
 * How far the grouping is: what waits and since when, the model in use or why it is not, and the last re-cluster. Instants are in UTC. What nobody has
 * counted yet waits too, since no earlier than the worker was last heard of: a turn may tell of any time.
 */
export async function getGrouperProgress(actor: Actor): Promise<GrouperProgress> {
  requirePermission(actor, 'questions.read');
  const [progress] = row.parse(
    await prisma().$queryRaw`
      with heard as (select at from monitor.heartbeats where process = 'worker'),
      counted as (select count(*) as texts, min(seen_at) as since from question_texts where group_id = 0),
      uncounted as (
        select count(*) as texts, min(d.first_at) as since
        from (select normalized, min(last_at) as first_at from (select normalized, asked, last_at from question_text_deltas limit ${MOST_UNCOUNTED}) w
              group by 1 having sum(asked) > 0) d
        where (select q.id from question_texts q where q.hash = sha256(convert_to(d.normalized, 'UTF8'))) is null
      )
      select (c.texts + u.texts)::int as waiting,
             to_char(least(c.since, case when u.texts > 0 then greatest(least(u.since, timezone('utc', now())), (select timezone('utc', at) from heard)) end),
               'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "waitingSince",
             model, trouble, embedder_restarts as restarts, embedded_a_minute as "embeddedAMinute",
             (select extract(epoch from now() - at)::float8 from heard) as "workerSeconds",
             regroup_step as step, regroup_done as done, regroup_total as total,
             to_char(regroup_began_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "regroupBeganAt", to_char(regroup_ended_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "regroupedAt", regroup_texts as texts, regroup_groups as groups,
             regroup_moved as moved, regroup_seconds::float8 as seconds, regroup_trouble as "regroupTrouble"
      from question_grouper cross join counted c cross join uncounted u`,
  );
  return progress;
}
