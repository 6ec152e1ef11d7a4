import { z } from 'zod';
import { readPostedTurn } from '#lib/conversations/posted-turn.ts';
import { isRegroupDue } from '#lib/questions/grouping/due.ts';
import { evaluateNew } from '#server/conversations/evaluator/evaluate.ts';
import { ensureMonths } from '#server/conversations/ingest/months.ts';
import { prepareRow } from '#server/conversations/ingest/prepare.ts';
import { boundsAt, getRules } from '#server/conversations/ingest/rules.ts';
import { writeRows } from '#server/conversations/ingest/write.ts';
import { compactFigures } from '#server/conversations/upkeep/upkeep.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { sharedEmbedder } from '#server/questions/embedding/shared.ts';
import { renewCores } from '#server/questions/gaps/cores.ts';
import { lookForGaps } from '#server/questions/gaps/look.ts';
import { closeGap } from '#server/questions/gaps/mutations.ts';
import { OnlineGrouping } from '#server/questions/grouper/online.ts';
import { regroupQuestions } from '#server/questions/grouper/regroup.ts';
import { readModels } from '#server/questions/grouper/regroup-read.ts';
import { setSpelling } from '#server/questions/grouper/spelling-in-use.ts';
import type { LogTurn } from './log.ts';

export const actor = systemActor('eval');
const never = new AbortController().signal;
const grouping = new OnlineGrouping(actor, sharedEmbedder());

/** Takes turns in as POST /api/conversations does, at the times they carry. */
export async function ingest(turns: readonly LogTurn[]): Promise<void> {
  const rules = await getRules();
  const rows = turns.flatMap(({ posted }) => {
    const { turn } = readPostedTurn(posted, boundsAt(Date.now(), rules));
    return turn === null ? [] : [prepareRow({ id: null, name: 'eval' }, turn, rules)];
  });
  await ensureMonths(new Set(turns.map(({ posted }) => posted.created_at.slice(0, 7))));
  const { failure } = await writeRows(rows, never);
  if (failure !== undefined) throw failure;
}

/** What the worker does meanwhile, until nothing waits: states, groups, a re-cluster where one is due, gaps. @returns whether it grouped anew */
export async function settle(now: Date): Promise<boolean> {
  while ((await evaluateNew(actor)).more);
  await grouping.work();
  const due = (await readModels()).some(({ texts, grouped }) => isRegroupDue(texts, grouped));
  if (due) {
    const regrouped = await regroupQuestions(actor, sharedEmbedder(), never);
    if (regrouped !== null) setSpelling(regrouped.spelling);
  }
  await compactFigures(actor);
  while ((await lookForGaps(actor, { now })).more);
  return due;
}

const gapRows = z.array(
  z.object({
    id: z.string(),
    closed: z.string().nullable(),
    version: z.int(),
    sessions: z.int(),
    texts: z.array(z.string()),
    core: z.array(z.string()),
  }),
);
export type ReplayedGap = z.infer<typeof gapRows>[number];

/** Every gap that is in the inbox or closed, with the texts of its group and those of its core, which are all where it has none. */
export async function readGaps(): Promise<ReplayedGap[]> {
  const { rows } = await mainPool().query(`
    select g.id::text as id, g.closed, g.version, (g.figures->'sessions'->>'all')::int as sessions,
           array(select q.normalized from question_texts q where q.group_id = g.group_id) as texts,
           array(select q.normalized from question_texts q left join question_gap_cores k on k.gap_id = g.id and k.group_id = g.group_id and k.mean is not null
                 where q.group_id = g.group_id and (k.texts is null or q.id = any (k.texts))) as core
    from question_gaps g where g.joined_into is null and g.gone_at is null order by sessions desc, g.id`);
  return gapRows.parse(rows);
}

/** Makes the cores of all gaps anew, however young they are. */
export async function settleCores(): Promise<void> {
  const { rows } = await mainPool().query('select group_id::text as id from question_gaps where joined_into is null');
  const groups = z.array(z.object({ id: z.string() })).parse(rows);
  await renewCores(
    actor,
    groups.map(({ id }) => id),
    0,
  );
}

/** Marks a gap fixed at an instant of the log. */
export async function fix({ id, version }: ReplayedGap, at: string): Promise<void> {
  await closeGap(actor, { gap: id, version }, 'fixed', null);
  await mainPool().query('update question_gaps set closed_at = $2::timestamp, fixed_at = $2::timestamp where id = $1', [
    id,
    at,
  ]);
}

const reopeningRows = z.array(z.object({ event: z.string(), gap: z.string(), turns: z.int(), good: z.boolean() }));

/**
 * The reopenings behind an event. `good`: each turn of the evidence failed, was asked after the fix, and is of the gap's own group.
 */
export async function readReopenings(behind: string) {
  const { rows } = await mainPool().query(
    `select e.id::text as event, g.id::text as gap, (e.details->>'turns')::int as turns,
            jsonb_array_length(e.details->'evidence') > 0 and not exists (
              select from jsonb_array_elements(e.details->'evidence') t where not exists (
                select from conversations c join conversation_states s on s.id = c.id and s.created_at = c.created_at and s.state = 'unanswered'
                join question_texts q on q.normalized = search.asked_text(c.user_message) and q.group_id = g.group_id
                where c.id = (t->>'id')::bigint and c.created_at > (e.details->>'closedAt')::timestamp)) as good
     from question_gap_events e join question_gaps g on g.id = e.gap_id where e.kind = 'reopened' and e.id > $1 order by e.id`,
    [behind],
  );
  return reopeningRows.parse(rows);
}

/** Ends the model's process. */
export function stop(): void {
  grouping.stop();
  sharedEmbedder().stop();
}
