import pg from 'pg';
import { z } from 'zod';
import type { Connection } from '#server/core/db/connection.ts';
import type { Stored } from './judge.ts';
import { MARK_IN_SQL } from './turns.ts';

const storedRows = z.array(z.object({ mark: z.string(), event_id: z.string().nullable(), rows: z.number() }));
const countRows = z.array(z.object({ wrong: z.number() })).length(1);

export type Consistency = {
  stored: Stored[];
  rows: number;
  /** What does not agree, by name; only what is over 0. */
  wrong: Record<string, number>;
};

/** Reads all that is stored and compares everything derived with the rows, in one REPEATABLE READ snapshot. */
export async function readConsistency(connection: Connection): Promise<Consistency> {
  const client = new pg.Client({ ...connection, application_name: 'chaos-check' });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const { rows } = await client.query(
      `select ${MARK_IN_SQL} as mark, event_id::text, count(*)::int as rows from conversations group by 1, 2`,
    );
    const stored = storedRows
      .parse(rows)
      .map(({ mark, event_id, rows: count }) => ({ mark, eventId: event_id, rows: count }));
    const wrong: Record<string, number> = {};
    for (const [name, sql] of Object.entries(comparisons)) {
      const count = countRows.parse((await client.query(sql)).rows)[0]?.wrong ?? 0;
      if (count > 0) wrong[name] = count;
    }
    await client.query('commit');
    return { stored, rows: stored.reduce((sum, one) => sum + one.rows, 0), wrong };
  } finally {
    await client.end();
  }
}

/** How many turns the figures hold that were folded already; the others wait as deltas. */
export async function countFolded(connection: Connection): Promise<number> {
  const client = new pg.Client({ ...connection, application_name: 'chaos-check' });
  await client.connect();
  try {
    const { rows } = await client.query(
      `select coalesce(sum(turns), 0)::int as count from conversation_rollups where grain = 'day'`,
    );
    return z.tuple([z.object({ count: z.number() })]).parse(rows)[0].count;
  } finally {
    await client.end();
  }
}

/** Every B-tree and GIN index of the product against its table (amcheck). @returns how many were looked at, and complaints */
export async function checkIndexes(superuser: Connection): Promise<{ indexes: number; complaints: string[] }> {
  const client = new pg.Client({ ...superuser, application_name: 'chaos-check' });
  await client.connect();
  try {
    await client.query('create extension if not exists amcheck');
    const { rows } = await client.query(`
      select c.oid::regclass::text as name, a.amname::text as method from pg_class c join pg_am a on a.oid = c.relam
      where c.relkind = 'i' and a.amname in ('btree', 'gin') and c.relnamespace in (
        'public'::regnamespace, 'partitions'::regnamespace, 'search'::regnamespace)`);
    const indexes = z.array(z.object({ name: z.string(), method: z.enum(['btree', 'gin']) })).parse(rows);
    const complaints: string[] = [];
    for (const { name, method } of indexes) {
      const check = method === 'btree' ? 'bt_index_check($1::regclass, true)' : 'gin_index_check($1::regclass)';
      await client.query(`select ${check}`, [name]).catch((error: unknown) => complaints.push(`${name}: ${error}`));
    }
    return { indexes: indexes.length, complaints };
  } finally {
    await client.end();
  }
}

const sums = ['turns', 'answered', 'unanswered', 'partial', 'sessions', 'timed', 'milliseconds', 'histogram'] as const;

/** Written anew from the rows alone, so that a fault in the product's own definitions is seen here. */
const grainsOf = (at: string, row: string) => `
  values ('quarter', ${at}, ${row}.knowledge_base, ${row}.source), ('hour', date_trunc('hour', ${at}), ${row}.knowledge_base, ${row}.source),
    ('day', date_trunc('day', ${at}), ${row}.knowledge_base, ${row}.source), ('total quarter', ${at}, '*', '*'),
    ('total hour', date_trunc('hour', ${at}), '*', '*'), ('total day', date_trunc('day', ${at}), '*', '*')`;

const counted = `
  turn as (
    select c.id, c.created_at, left(c.session_id, 255) as session_id, coalesce(left(c.knowledge_base, 255), '') as knowledge_base,
           c.source, c.response_time_ms, s.state
    from conversations c left join conversation_states s using (id, created_at)
  ),
  first_turn as (
    select distinct on (session_id) session_id, created_at, knowledge_base, source from turn order by session_id, created_at, id
  ),
  counted as (
    select g.grain, g.bucket, g.knowledge_base, g.source, sum(t.turns) as turns, sum(t.answered) as answered, sum(t.unanswered) as unanswered,
           sum(t.partial) as partial, sum(t.sessions) as sessions, sum(t.timed) as timed, sum(t.milliseconds) as milliseconds,
           sum(t.histogram) as histogram
    from (
      select date_bin('15 minutes', created_at, timestamp '2000-01-01') as at, knowledge_base, source, count(*) as turns,
             count(*) filter (where state = 'answered') as answered, count(*) filter (where state = 'unanswered') as unanswered,
             count(*) filter (where state = 'partial') as partial, 0 as sessions, count(response_time_ms) as timed,
             coalesce(sum(response_time_ms), 0) as milliseconds, coalesce(sum(monitor.time_mark(response_time_ms)), 0) as histogram
      from turn group by 1, 2, 3
      union all
      select date_bin('15 minutes', created_at, timestamp '2000-01-01'), knowledge_base, source, 0, 0, 0, 0, count(*), 0, 0, 0
      from first_turn group by 1, 2, 3
    ) t cross join lateral (${grainsOf('t.at', 't')}) as g (grain, bucket, knowledge_base, source)
    group by 1, 2, 3, 4
  )`;

const told = `
  told as (
    select grain, bucket, knowledge_base, source, ${sums.map((name) => `sum(${name}) as ${name}`).join(', ')}
    from (
      select grain, bucket, knowledge_base, source, ${sums.join(', ')} from conversation_rollups
      union all
      select g.grain, g.bucket, g.knowledge_base, g.source, ${sums.map((name) => `w.${name}`).join(', ')}
      from conversation_waiting_figures w cross join lateral (${grainsOf('w.bucket', 'w')}) as g (grain, bucket, knowledge_base, source)
    ) r group by 1, 2, 3, 4
  )`;

/** Each counts what is wrong: 0 when all is well. */
const comparisons = {
  'figures that differ from the rows': `
    with ${counted}, ${told}
    select count(*)::int as wrong from counted c full join told t using (grain, bucket, knowledge_base, source)
    where ${sums.map((name) => `coalesce(c.${name}, 0) <> coalesce(t.${name}, 0)`).join(' or ')}`,
  'turns without one state': `
    select count(*)::int as wrong from conversations c full join conversation_states s using (id, created_at)
    where c.session_id is null or s.state is null`,
  'sessions that differ from their turns': `
    with counted as (
      select left(session_id, 255) as session_id, count(*) as turns, min(created_at) as first_at, max(created_at) as last_at,
             count(*) filter (where state = 'answered') as answered, count(*) filter (where state = 'unanswered') as unanswered
      from conversations left join conversation_states using (id, created_at) group by 1
    ),
    told as (
      select session_id, turns, first_at, last_at, answered, unanswered from conversation_session_changes where turns > 0
      union all
      select session_id, turns, first_at, last_at, answered, unanswered from conversation_sessions s
      where not exists (select from conversation_session_changes c where c.session_id = s.session_id)
    )
    select count(*)::int as wrong from counted c full join told t using (session_id)
    where (c.turns, c.first_at, c.last_at, c.answered, c.unanswered) is distinct from (t.turns, t.first_at, t.last_at, t.answered, t.unanswered)`,
  'event ids that the ledger and the rows do not share': `
    select count(*)::int as wrong from (select event_id, created_at from conversations where event_id is not null) c
    full join conversation_events e using (event_id) where c.created_at is distinct from e.created_at`,
  'turns that a trigger could not follow': 'select count(*)::int as wrong from search.stale_turns',
};
