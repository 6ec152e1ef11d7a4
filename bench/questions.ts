import { parseArgs } from 'node:util';
import type { ClientConfig, PoolClient } from 'pg';
import { z } from 'zod';
import { comparedSpans, resolveWindow, type WindowName } from '#lib/measures/windows.ts';
import { firstGapParams } from '#lib/questions/gaps/params.ts';
import { MOST_WORDINGS } from '#lib/questions/groups.ts';
import { seedTurns } from '#server/conversations/seed.ts';
import { type Actor, systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { getGroupDetails } from '#server/questions/counts/details.ts';
import { findMostAskedGroups } from '#server/questions/counts/most-asked.ts';
import { findTopGroups, type TopWish } from '#server/questions/counts/top.ts';
import { getGap } from '#server/questions/gaps/detail.ts';
import { lookForGaps } from '#server/questions/gaps/look.ts';
import { findGaps } from '#server/questions/gaps/queries.ts';
import { type BenchResult, quantiles, type Row, round } from './lib/measure.ts';
import { placeQuestions } from './lib/place-questions.ts';
import { withServer } from './lib/server.ts';

const DAYS = 90;
const CALLS = 40;
const GROUPS = 1_000;
/** Of the search for gaps, twenty groups each: enough for an inbox, not all groups. */
const LOOKS = 12;
const WINDOWS: Exclude<WindowName, 'custom'>[] = ['24h', '7d', '30d', '90d', 'all'];

/**
 * Top questions at `--turns` turns (1000000) of 90 days in about 1,000 groups, in the windows of the page and the zones
 * `--zones`. Database time is the execution time that pg_stat_statements adds up for the list's two
 * statements, and for the details of its 20 groups; beside it the whole call in the server, planning included. Last the inbox
 * of gaps: its list, and one gap after the other. `--folder` keeps the database between runs.
 */
export async function run(parameters: string[]): Promise<BenchResult> {
  const options = {
    turns: { type: 'string', default: '1000000' },
    zones: { type: 'string', default: 'UTC,Asia/Dhaka,Asia/Kathmandu' },
    folder: { type: 'string' },
  } as const;
  const { values } = parseArgs({ args: parameters, options });
  const actor = systemActor('bench');
  return withServer(async (superuser) => {
    await seedTurns(actor, { count: Number(values.turns), days: DAYS }, () => undefined);
    const made = await makeGroups(superuser);
    const rows: Row[] = [];
    for (const zone of values.zones.split(','))
      for (const name of WINDOWS) rows.push(await measure(`${name}, ${zone}`, actor, wishFor(zone, name)));
    const month = wishFor('UTC', '30d');
    rows.push(await measure('30d, rising', actor, { ...month, order: 'rising' }));
    rows.push(await measure('30d, new', actor, { ...month, order: 'new' }));
    rows.push(await measure('30d, with words', actor, { ...month, words: 'card' }));
    rows.push({ what: 'API, by meaning', ...(await timesOf(() => findMostAskedGroups(actor, 20))) });
    const looked = await lookAround();
    rows.push(...(await inbox(actor)));
    return { rows, notes: [made, looked, ...(await sizes())] };
  }, values.folder);
}

/** Finds gaps as the worker does. */
async function lookAround(): Promise<string> {
  const seconds: number[] = [];
  for (let more = true; more && seconds.length < LOOKS; ) {
    const began = performance.now();
    ({ more } = await lookForGaps(systemActor('worker')));
    seconds.push(round((performance.now() - began) / 1000));
  }
  return `Looks for gaps took ${seconds.join(', ')} s, twenty groups each.`;
}

async function inbox(actor: Actor): Promise<Row[]> {
  const [now, params] = [new Date(), firstGapParams];
  const { rows } = await findGaps(actor, params, now);
  if (rows.length === 0) return [];
  let at = 0;
  const next = () => getGap(actor, rows[at++ % rows.length]?.id ?? '', params.period, 'Asia/Dhaka', now);
  return [
    { what: `gaps, ${rows.length} in the list`, ...(await timesOf(() => findGaps(actor, params, now))) },
    { what: 'gaps, with words', ...(await timesOf(() => findGaps(actor, { ...params, query: 'card' }, now))) },
    { what: 'gaps, one of them', ...(await timesOf(next)) },
  ];
}

function wishFor(zone: string, name: Exclude<WindowName, 'custom'>): TopWish {
  const now = new Date();
  const first = new Date(now.getTime() - DAYS * 86_400_000).toISOString();
  const window = resolveWindow(zone, { name }, now, { firstUtc: first, lastUtc: now.toISOString() });
  const spans = comparedSpans(zone, window, now);
  return {
    from: window.fromUtc,
    to: window.toUtc,
    compared: spans && {
      until: spans.current.toUtc,
      before: { from: spans.before.fromUtc, to: spans.before.toUtc },
    },
    now,
    limit: 20,
    offset: 0,
    kinds: ['question'],
    order: 'asked',
  };
}

async function measure(what: string, actor: Actor, wish: TopWish): Promise<Row> {
  const list = await timesOf(() => findTopGroups(actor, wish));
  const { groups } = await findTopGroups(actor, wish);
  const ids = groups.map(({ id }) => id);
  const details = await timesOf(() => getGroupDetails(actor, ids, wish, MOST_WORDINGS + 1));
  return {
    what,
    ...list,
    'details: queries': details.queries,
    'db p50 ': details['db p50'],
    'db p95 ': details['db p95'],
  };
}

type Times = { queries: number; 'db p50': number; 'db p95': number; 'call p50': number; 'call p95': number };

async function timesOf(work: () => Promise<unknown>): Promise<Times> {
  for (let warm = 0; warm < 8; warm += 1) await work();
  const database: number[] = [];
  const calls: number[] = [];
  let queries = 0;
  for (let call = 0; call < CALLS; call += 1) {
    const before = await statements();
    const began = performance.now();
    await work();
    calls.push(performance.now() - began);
    const after = await statements();
    database.push(after.milliseconds - before.milliseconds);
    queries = after.calls - before.calls;
  }
  const [db, whole] = [quantiles(database), quantiles(calls)];
  return { queries, 'db p50': db.p50, 'db p95': db.p95, 'call p50': whole.p50, 'call p95': whole.p95 };
}

async function statements(): Promise<{ calls: number; milliseconds: number }> {
  const { rows } = await mainPool().query(
    `select coalesce(sum(calls), 0)::int as calls, coalesce(sum(total_exec_time), 0) as milliseconds from pg_stat_statements
     where query like '%question_%' and query not like '%pg_stat_statements%'`,
  );
  return z.tuple([z.object({ calls: z.int(), milliseconds: z.number() })]).parse(rows)[0];
}

/** Whether nothing waits any more. */
async function foldSome(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query('select question_texts_compact(100000)::int as folded');
  return z.tuple([z.object({ folded: z.int() })]).parse(rows)[0].folded === 0;
}

/** Folds what waits and puts every text into one of the groups, few of which get most. */
async function makeGroups(superuser: ClientConfig): Promise<string> {
  const client = await mainPool().connect();
  try {
    await client.query('set statement_timeout = 0');
    let began = performance.now();
    while (!(await foldSome(client)));
    const folding = performance.now() - began;
    await client.query(
      `insert into question_groups (kind) select 'question' from generate_series((select count(*) from question_groups where id > 0) + 1, ${GROUPS})`,
    );
    const { rows } = await client.query(
      'select count(*)::int as texts, count(*) filter (where group_id = 0)::int as waiting from question_texts',
    );
    const [{ texts, waiting }] = z.tuple([z.object({ texts: z.int(), waiting: z.int() })]).parse(rows);
    began = performance.now();
    // A few that another bench left in the folder may wait on.
    const isNew = waiting > texts / 2;
    if (isNew) await placeQuestions(superuser, GROUPS);
    const placing = performance.now() - began;
    await client.query(
      `update question_groups g set medoid_id = (select id from question_texts q where q.group_id = g.id order by asked desc limit 1), sessions_share = 0.8 where id > 0 and medoid_id is null`,
    );
    await client.query(
      'vacuum analyze question_text_deltas, question_group_moves, question_texts, question_groups, question_group_counts, question_group_details',
    );
    const placed = `${waiting} texts were placed and all turns counted by group in ${round(placing / 1000)} s, in one pass`;
    return `What waited was folded in ${round(folding / 1000)} s; ${isNew ? placed : 'the groups were there'}.`;
  } finally {
    client.release(true);
  }
}

async function sizes(): Promise<string[]> {
  const client = await mainPool().connect();
  await client.query('set statement_timeout = 0');
  const { rows } = await client
    .query(`
    select (select count(*)::int from question_texts) as texts, (select count(distinct group_id)::int from question_group_counts) as groups,
           (select count(*)::int from question_group_counts) as counts, (select count(*)::int from question_group_details) as details,
           pg_size_pretty(pg_total_relation_size('question_group_counts')) as counts_size, pg_size_pretty(pg_total_relation_size('question_group_details')) as details_size,
           pg_size_pretty((select sum(pg_relation_size(i.inhrelid)) from pg_inherits i where i.inhparent = 'conversations_asked_idx'::regclass)) as index_size`)
    .finally(() => client.release(true));
  const row = z
    .tuple([
      z.object({
        texts: z.int(),
        groups: z.int(),
        counts: z.int(),
        details: z.int(),
        counts_size: z.string(),
        details_size: z.string(),
        index_size: z.string(),
      }),
    ])
    .parse(rows)[0];
  return [
    `${row.texts} texts in ${row.groups} groups. ${row.counts} counts take ${row.counts_size}, ${row.details} details ${row.details_size}, the index of asked texts ${row.index_size}, with their indexes.`,
  ];
}
