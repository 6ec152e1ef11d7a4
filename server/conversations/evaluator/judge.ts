import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { AGAIN_WITHIN_MS, type BehaviourVerdict, judgeBehaviour } from '#lib/conversations/answers/behaviour.ts';
import { effectiveState } from '#lib/conversations/answers/effective.ts';
import { judgePhrases, type RuleSet } from '#lib/conversations/answers/phrases.ts';
import { findSentinel } from '#lib/conversations/answers/sentinel.ts';
import { type TurnState, turnStates } from '#lib/measures/turn-filter.ts';
import type { Database } from '#server/core/db/prisma.ts';

/** A turn by its primary key; `at` as Postgres writes a timestamp. */
export type TurnKey = { id: string; at: string };
export type Change = TurnKey & { from: TurnState; to: TurnState };

const state = z.enum(turnStates);
const rowSchema = z.object({
  id: z.string(),
  at: z.string(),
  answer: z.string(),
  reported: z.int().nullable(),
  reportedExplicitly: z.boolean(),
  state,
  human: state.nullable(),
});
type Row = z.infer<typeof rowSchema>;

/**
 * Runs every detector over these turns and those before them in their sessions that they may prove unanswered. A turn that somebody
 * is changing is not waited for: it is looked at again later.
 * @param options.write false: nothing is written, only told
 * @returns the turns whose state changes
 */
export async function judgeTurns(
  tx: Database,
  keys: readonly TurnKey[],
  rules: RuleSet,
  options: { write: boolean },
): Promise<Change[]> {
  if (keys.length === 0) return [];
  const threads = await readThreads(tx, keys);
  const behaviour = behaviourOf(threads);
  const asked = judged(keys, threads);
  const rows = await readTurns(tx, asked, options.write ? Prisma.sql`for update of s skip locked` : Prisma.empty);
  const verdicts = rows.map((row) => verdictOn(row, behaviour.get(row.id), rules));
  if (options.write) {
    await writeVerdicts(tx, verdicts, rules.version);
    const read = new Set(rows.map(({ id }) => id));
    const held = asked.filter(({ id }) => !read.has(id));
    if (held.length > 0) await reviewLater(tx, held);
  }
  return verdicts.flatMap(({ id, at, from, to }) => (from === to ? [] : [{ id, at, from, to }]));
}

const threadSchema = z.object({
  id: z.string(),
  at: z.string(),
  ms: z.number(),
  session: z.string(),
  question: z.string(),
});
type ThreadTurn = z.infer<typeof threadSchema>;

/** Turns on either side of one that can bear on it; a session that is a program's own log may hold thousands. */
const MOST_AROUND = 20;
const AROUND_CHARACTERS = 2_000;

/**
 * Each turn is looked up by itself (`offset 0`): a planner that takes the key and the time for independent expects a hundred
 * times the turns there are, and reads whole months into a hash instead.
 */
async function readThreads(tx: Database, keys: readonly TurnKey[]): Promise<ThreadTurn[]> {
  const within = `${AGAIN_WITHIN_MS} milliseconds`;
  return z.array(threadSchema).parse(
    await tx.$queryRaw`
      with asked as materialized (select c.*
        from unnest(${keys.map(({ id }) => id)}::bigint[], ${keys.map(({ at }) => at)}::timestamp[]) as k (id, at)
        cross join lateral (select c.id, c.created_at, left(c.session_id, 255) as session from conversations c where c.id = k.id and c.created_at = k.at offset 0) c),
      around as (
        select n.id, n.created_at, a.session from asked a cross join lateral (
          (select c.id, c.created_at from conversations c where left(c.session_id, 255) = a.session and c.created_at between a.created_at - ${within}::interval and a.created_at
           order by c.created_at desc, c.id desc limit ${MOST_AROUND})
          union all
          (select c.id, c.created_at from conversations c where left(c.session_id, 255) = a.session and c.created_at between a.created_at and a.created_at + ${within}::interval
           order by c.created_at, c.id limit ${MOST_AROUND})) n
        union select id, created_at, session from asked)
      select a.id::text as id, a.created_at::text as at, (extract(epoch from a.created_at) * 1000)::float8 as ms, a.session, c.question
      from around a cross join lateral (
        select left(c.user_message, ${AROUND_CHARACTERS}::int) as question from conversations c where c.id = a.id and c.created_at = a.created_at offset 0) c`,
  );
}

function behaviourOf(threads: readonly ThreadTurn[]): Map<string, BehaviourVerdict> {
  const sessions = [...Map.groupBy(threads, ({ session }) => session).values()];
  return new Map(
    sessions.flatMap((turns) => [...judgeBehaviour(turns.map(({ id, ms, question }) => ({ id, at: ms, question })))]),
  );
}

/** The turns asked for and those up to ten minutes before one of them in its session: of these alone the whole aftermath was read. */
function judged(keys: readonly TurnKey[], threads: readonly ThreadTurn[]): TurnKey[] {
  const wanted = new Set(keys.map(({ id }) => id));
  const bySession = Map.groupBy(
    threads.filter(({ id }) => wanted.has(id)),
    ({ session }) => session,
  );
  return threads.filter(({ session, ms }) =>
    (bySession.get(session) ?? []).some((turn) => ms <= turn.ms && turn.ms - ms <= AGAIN_WITHIN_MS),
  );
}

async function reviewLater(tx: Database, keys: readonly TurnKey[]): Promise<void> {
  await tx.$executeRaw`
    insert into conversation_reviews (id, created_at)
    select s.id, s.created_at from unnest(${keys.map(({ id }) => id)}::bigint[], ${keys.map(({ at }) => at)}::timestamp[]) as k (id, at)
    join conversation_states s on s.id = k.id and s.created_at = k.at`;
}

async function readTurns(tx: Database, keys: readonly TurnKey[], lock: Prisma.Sql): Promise<Row[]> {
  return z.array(rowSchema).parse(
    await tx.$queryRaw`
      select c.id::text as id, c.created_at::text as at, c.answer, c.is_answered as reported, c.reported_explicitly as "reportedExplicitly", s.state::text as state, s.human_state::text as human
      from unnest(${keys.map(({ id }) => id)}::bigint[], ${keys.map(({ at }) => at)}::timestamp[]) as k (id, at)
      cross join lateral (
        select c.id, c.created_at, left(c.assistant_response, 20000) || right(substr(c.assistant_response, 20001), 2000) as answer, c.is_answered, c.reported_explicitly
        from conversations c where c.id = k.id and c.created_at = k.at offset 0) c
      join conversation_states s on s.id = k.id and s.created_at = k.at
      order by s.created_at, s.id ${lock}`,
  );
}

type Verdict = Change & {
  sentinel: string | null;
  phraseState: TurnState | null;
  phraseRule: string | null;
  behaviour: BehaviourVerdict | null;
};

function verdictOn(row: Row, behaviour: BehaviourVerdict | undefined, rules: RuleSet): Verdict {
  const sentinel = findSentinel(row.answer);
  const phrases = judgePhrases(row.answer, rules);
  const to = effectiveState({
    human: row.human,
    sentinel,
    reported: row.reported,
    reportedExplicitly: row.reportedExplicitly,
    phrases: phrases?.state ?? null,
    behaviour: behaviour === undefined ? null : 'unanswered',
    evaluated: true,
  });
  return {
    id: row.id,
    at: row.at,
    from: row.state,
    to,
    sentinel,
    phraseState: phrases?.state ?? null,
    phraseRule: phrases?.rule ?? null,
    behaviour: behaviour ?? null,
  };
}

/**
 * Only the months between the first and the last of these turns are locked, and only by a plan made for them: retention holds the
 * months that it drops for minutes.
 */
async function writeVerdicts(tx: Database, verdicts: readonly Verdict[], version: number): Promise<void> {
  const instants = verdicts.map(({ at }) => at).sort();
  const [first, last] = [instants[0], instants.at(-1)];
  if (first === undefined || last === undefined) return;
  await tx.$executeRaw`select set_config('plan_cache_mode', 'force_custom_plan', true)`;
  await tx.$executeRaw`
    update conversation_states s set state = v.state::turn_state, sentinel = v.sentinel, phrase_state = v.phrase_state::turn_state, phrase_rule = v.phrase_rule,
      behaviour_state = v.behaviour_state::turn_state, behaviour_rule = v.behaviour_rule, behaviour_turn = v.behaviour_turn, rules_version = ${version}::int
    from unnest(${verdicts.map((v) => v.id)}::bigint[], ${verdicts.map((v) => v.at)}::timestamp[], ${verdicts.map((v) => v.to)}::text[], ${verdicts.map((v) => v.sentinel)}::text[],
      ${verdicts.map((v) => v.phraseState)}::text[], ${verdicts.map((v) => v.phraseRule)}::text[], ${verdicts.map((v) => (v.behaviour === null ? null : 'unanswered'))}::text[],
      ${verdicts.map((v) => v.behaviour?.rule ?? null)}::text[], ${verdicts.map((v) => v.behaviour?.turn ?? null)}::bigint[])
      as v (id, at, state, sentinel, phrase_state, phrase_rule, behaviour_state, behaviour_rule, behaviour_turn)
    where s.id = v.id and s.created_at = v.at and s.created_at between ${first}::timestamp and ${last}::timestamp
      and (s.state, s.sentinel, s.phrase_state, s.phrase_rule, s.behaviour_state, s.behaviour_rule, s.behaviour_turn, s.rules_version) is distinct from
          (v.state::turn_state, v.sentinel, v.phrase_state::turn_state, v.phrase_rule, v.behaviour_state::turn_state, v.behaviour_rule, v.behaviour_turn, ${version}::int)`;
}
