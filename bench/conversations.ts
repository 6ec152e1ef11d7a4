import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Measured } from '#lib/analytics/measured.ts';
import { percentilesOf } from '#lib/analytics/measured.ts';
import type { Cursor } from '#lib/conversations/turn.ts';
import { bucketsBetween } from '#lib/measures/buckets.ts';
import { everyTurn, type TurnFilter } from '#lib/measures/turn-filter.ts';
import { resolveWindow, type WindowName } from '#lib/measures/windows.ts';
import { getOverview } from '#server/analytics/overview.ts';
import { findChoices, findTurns } from '#server/conversations/queries.ts';
import { seedTurns } from '#server/conversations/seed.ts';
import { getSession } from '#server/conversations/session.ts';
import { compactFigures } from '#server/conversations/upkeep/upkeep.ts';
import { findVolume } from '#server/conversations/volume.ts';
import { type Actor, systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { findMostAsked } from '#server/questions/asked.ts';
import { type BenchResult, type Row, round, sample } from './lib/measure.ts';
import { withServer } from './lib/server.ts';

const DAYS = 90;
const CALLS = 20;
const DEEP = 500_000;
const ZONES = ['UTC', 'Asia/Dhaka', 'Asia/Kathmandu'];
const WINDOWS: Exclude<WindowName, 'custom'>[] = ['24h', '7d', '30d', '90d', 'all'];
const PAGES_OF = 'log: ';

/**
 * The conversations' reads at `--turns` turns (1000000) of 90 days, inside the server: the log's first, deep, filtered and
 * searched pages, a session, the analytics page in its windows and zones, and how far its percentiles are from
 * percentile_cont. `--folder` keeps the database between runs: ten million turns take a quarter of an hour to make.
 */
export async function run(parameters: string[]): Promise<BenchResult> {
  const options = { turns: { type: 'string', default: '1000000' }, folder: { type: 'string' } } as const;
  const { values } = parseArgs({ args: parameters, options });
  const actor = systemActor('bench');
  return withServer(async () => {
    const began = performance.now();
    const added = await seedTurns(actor, { count: Number(values.turns), days: DAYS }, () => undefined);
    const seconds = round((performance.now() - began) / 1000);
    // Without a worker nobody folds what the seeding left.
    while ((await compactFigures(actor)).more);
    await plantRareTurn();
    const rows = [...(await logPages(actor)), ...(await sessions(actor)), ...(await analytics(actor))];
    const notes = [
      'Milliseconds in the server, one caller, warm, masking left out; `database`: of it in Postgres, the three statements together. Texts are invented of few sentences, so most words are common.',
      `${added} turns made in ${seconds} s. ${await sizes()}`,
      await percentileError(actor),
    ];
    return { rows, notes };
  }, values.folder);
}

/** One turn whose word no other has, in the middle of the time. */
async function plantRareTurn(): Promise<void> {
  await mainPool().query(`
    insert into conversations (session_id, user_message, assistant_response, created_at, source)
    select 'bench-rare', 'Where is the Zyxwvutsrq desk?', 'On the second floor.', timezone('utc', now()) - interval '45 days', 'bench'
    where not exists (select from conversations where left(session_id, 255) = 'bench-rare')`);
}

async function logPages(actor: Actor): Promise<Row[]> {
  const deep = await placeAt(DEEP);
  const base = (await findChoices(actor)).knowledgeBases[0] ?? '';
  const month = resolveWindow('Asia/Dhaka', { name: '30d' }, new Date());
  const pages: [string, Partial<TurnFilter>, Cursor | null][] = [
    ['first page', {}, null],
    [`page ${DEEP / 50}`, {}, deep],
    ['unanswered', { states: ['unanswered'] }, null],
    ['partial', { states: ['partial'] }, null],
    ['a knowledge base, unanswered', { knowledgeBases: [base], states: ['unanswered'] }, null],
    ['10 s and more', { slowerThan: 10_000 }, null],
    ['a common word', { query: 'branch' }, null],
    ['a common word, deep', { query: 'branch' }, deep],
    ['two words', { query: 'nominee reference' }, null],
    ['a rare word', { query: 'zyxwvutsrq' }, null],
    ['a word nobody said', { query: 'qqqqqqqq' }, null],
    ['a phrase', { query: '"working days"' }, null],
    ['a beginning', { query: 'guarant*' }, null],
    ['a substring', { query: '*uaranto*' }, null],
    ['a rare substring', { query: '*yxwvutsr*' }, null],
    ['a common word, unanswered', { query: 'transfer', states: ['unanswered'] }, null],
    ['a common phrase, partial', { query: '"working days"', states: ['partial'] }, null],
    ['a common word that no unanswered turn has', { query: 'branch', states: ['unanswered'] }, null],
  ];
  const rows: Row[] = [];
  for (const [name, more, cursor] of pages) {
    const filter = { ...everyTurn, ...more };
    rows.push(
      await timed(`${PAGES_OF}${name}`, () => findTurns(actor, { filter, walk: { cursor, direction: 'older' } })),
    );
  }
  const windows = bucketsBetween('Asia/Dhaka', month.fromUtc, month.toUtc, 'day').map(({ startUtc, endUtc }) => ({
    from: startUtc,
    to: endUtc,
  }));
  rows.push(await timed('volume of 30 days', () => findVolume(actor, everyTurn, windows)));
  rows.push(
    await timed('volume of 30 days, a word', () => findVolume(actor, { ...everyTurn, query: 'nominee' }, windows), 5),
  );
  return rows;
}

async function sessions(actor: Actor): Promise<Row[]> {
  const { rows } = await mainPool().query(
    'select session_id as name from conversation_sessions where turns between 3 and 8 limit 200',
  );
  const names = z.array(z.object({ name: z.string() })).parse(rows);
  return [await timed('session', (index) => getSession(actor, names[index % names.length]?.name ?? '', null))];
}

async function analytics(actor: Actor): Promise<Row[]> {
  const rows: Row[] = [];
  for (const zone of ZONES) {
    for (const name of WINDOWS) {
      const params = { window: { name }, zone, grain: null, knowledgeBases: [], sources: [] };
      const before = await databaseMs();
      const row = await timed(`analytics: ${name}, ${zone}`, () => getOverview(actor, params, zone, new Date()));
      // As often again before it is measured.
      rows.push({ ...row, database: round(((await databaseMs()) - before) / (2 * CALLS)) });
    }
  }
  rows.push(await timed('most asked, by text', () => findMostAsked(actor, 20), 1));
  return rows;
}

/** What the server spent so far on statements that read rollups, planning left out. */
async function databaseMs(): Promise<number> {
  const { rows } = await mainPool().query(
    `select coalesce(sum(total_exec_time), 0) as ms from pg_stat_statements where query like '%conversation_rollups%' and query ilike '%select%'`,
  );
  return z.tuple([z.object({ ms: z.number() })]).parse(rows)[0].ms;
}

async function timed(what: string, work: (index: number) => Promise<unknown>, calls = CALLS): Promise<Row> {
  try {
    const { p50, p95, max } = await sample(calls, work);
    return { what, calls, p50, p95, max };
  } catch (error) {
    return {
      what,
      calls,
      p50: 'failed',
      p95: error instanceof Error ? error.message.slice(0, 60) : String(error),
      max: '',
    };
  }
}

async function placeAt(offset: number): Promise<Cursor | null> {
  const { rows } = await mainPool().query(
    `select id::text as id, to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from conversations order by created_at desc, id desc offset $1 limit 1`,
    [offset],
  );
  return z.array(z.object({ id: z.string(), at: z.string() })).parse(rows)[0] ?? null;
}

const exactRow = z.array(z.object({ p50: z.number(), p95: z.number(), p99: z.number(), turns: z.coerce.number() }));

/** The largest error of a day's percentile over 30 days, against the exact one. */
async function percentileError(actor: Actor): Promise<string> {
  const { buckets, series } = await getOverview(
    actor,
    { window: { name: '7d' }, zone: 'Asia/Dhaka', grain: 'day', knowledgeBases: [], sources: [] },
    'Asia/Dhaka',
    new Date(),
  );
  let worst = 0;
  let days = 0;
  for (const [place, { startUtc, endUtc }] of buckets.entries()) {
    const { rows } = await mainPool().query(
      `select percentile_cont(0.5) within group (order by response_time_ms) as p50, percentile_cont(0.95) within group (order by response_time_ms) as p95,
              percentile_cont(0.99) within group (order by response_time_ms) as p99, count(response_time_ms) as turns
       from conversations where created_at >= $1::timestamp and created_at < $2::timestamp having count(response_time_ms) >= 1000`,
      [startUtc.replace('Z', ''), endUtc.replace('Z', '')],
    );
    const [exact] = exactRow.parse(rows);
    const read = series[place];
    if (exact === undefined || read === undefined) continue;
    days += 1;
    worst = Math.max(worst, errorOf(exact, read));
  }
  return `Percentiles of ${days} days with 1,000 turns and more: at most ${round(worst * 100)} % from percentile_cont.`;
}

function errorOf(exact: { p50: number; p95: number; p99: number }, read: Measured): number {
  const { p50, p95, p99 } = percentilesOf(read);
  return Math.max(
    Math.abs((p50 ?? 0) / exact.p50 - 1),
    Math.abs((p95 ?? 0) / exact.p95 - 1),
    Math.abs((p99 ?? 0) / exact.p99 - 1),
  );
}

async function sizes(): Promise<string> {
  const { rows } = await mainPool().query(
    `select pg_size_pretty(sum(pg_total_relation_size(c.oid))) as whole from pg_class c where c.relname like 'conversation%' and c.relkind = 'r'`,
  );
  return `All tables of the conversations with their indexes: ${z.tuple([z.object({ whole: z.string() })]).parse(rows)[0].whole}.`;
}
