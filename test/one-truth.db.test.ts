import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { moversOf } from '#lib/analytics/movers.ts';
import { heatRows, ratePoints } from '#lib/analytics/points.ts';
import { rateTable } from '#lib/charts/table.ts';
import { parseLogParams } from '#lib/conversations/params.ts';
import { bucketsWithin } from '#lib/measures/buckets.ts';
import { everyTurn, parseTurnFilter, type TurnFilter, turnStates, turnsHref } from '#lib/measures/turn-filter.ts';
import { readLocalDate } from '#lib/measures/windows.ts';
import { getOverview } from '#server/analytics/overview.ts';
import { exportTurns } from '#server/conversations/export.ts';
import { findTurns } from '#server/conversations/queries.ts';
import { findVolume } from '#server/conversations/volume.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const analyst = userActor('analyst');
const now = new Date('2026-11-20T12:00:00Z');
/** Clocks that change by an hour or by half of one, that stand on :30 and :45, and that never change. */
const zones = [
  'UTC',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/St_Johns',
  'Pacific/Chatham',
  'Asia/Dhaka',
  'Africa/Cairo',
];
/** What the table of the chart calls each state. */
const columnOf = {
  answered: 'Answered',
  unanswered: 'Not answered',
  partial: 'Partly answered',
  unknown: 'Not known yet',
} as const;
const bases = ['fees', 'cards', ''];

beforeAll(async () => {
  for (const month of ['2026-09-01', '2026-10-01', '2026-11-01'])
    await prisma().$executeRaw`select public.conversations_ensure_month(${month}::timestamp)::text`;
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered, knowledge_base, response_time_ms, source, client_ip, created_at)
    select 's' || (i * 7919) % 700, (array['where is my card', 'my pin is lost', 'কার্ড কোথায়'])[1 + i % 3], (array['in the post', 'ask a branch'])[1 + i % 2], (array[1, 1, 0, null])[1 + i % 4], (array['fees', 'cards', null])[1 + i % 3],
           case when i % 5 > 0 then (i * 37) % 9000 end, (array['web', 'phone'])[1 + i % 2], '203.0.113.' || i % 40, timestamp '2026-09-20' + ((i * 104729::bigint) % 5184000) * interval '1 second'
    from generate_series(1, 2500) i`;
  await prisma().$executeRaw`select public.conversations_compact()::text`;
  await prisma().$executeRaw`update conversation_states set state = 'partial' where id % 11 = 0`;
});

async function exported(filter: TurnFilter): Promise<number> {
  let lines = 0;
  for await (const chunk of await exportTurns(analyst, { filter, format: 'jsonl', raw: false }))
    lines += new TextDecoder().decode(chunk).split('\n').length - 1;
  return lines;
}

/** What the page behind a link lists, read as the page reads its address. */
async function listed(href: string): Promise<number> {
  const search = new URL(href, 'http://here').searchParams;
  const params = parseLogParams(
    Object.fromEntries([...new Set(search.keys())].map((name) => [name, search.getAll(name)])),
    now,
  );
  let count = 0;
  for (let walk = params.walk; ; ) {
    const page = await findTurns(analyst, { filter: params.filter, walk });
    count += page.rows.length;
    if (page.older === null) return count;
    walk = { cursor: page.older, direction: 'older' };
  }
}

const days = fc
  .integer({ min: 0, max: 59 })
  .map((day) => new Date(Date.UTC(2026, 8, 20 + day)).toISOString().slice(0, 10));
const wishes = fc.record({
  zone: fc.constantFrom(...zones),
  from: days,
  to: days,
  grain: fc.constantFrom('hour', 'day', 'week', null),
  knowledgeBases: fc.subarray(bases),
  sources: fc.subarray(['web', 'phone']),
});

test('chart, count, export and drill-down say the same, whatever the filter, the zone and its clock changes', async () => {
  await fc.assert(
    fc.asyncProperty(wishes, async ({ zone, from, to, grain, knowledgeBases, sources }) => {
      const [first, last] = [readLocalDate(from), readLocalDate(to)];
      if (first === null || last === null) return;
      const params = {
        window: { name: 'custom' as const, from: first, to: last },
        zone,
        grain,
        knowledgeBases,
        sources,
      };
      const overview = await getOverview(analyst, params, zone, now);
      const shown = { zone, now, params };
      const filter = {
        ...everyTurn,
        from: overview.window.fromUtc,
        to: overview.window.toUtc,
        knowledgeBases,
        sources,
      };
      const total = overview.series.reduce((sum, { turns }) => sum + turns, 0);
      const windows = overview.buckets.map(({ startUtc, endUtc }) => ({ from: startUtc, to: endUtc }));
      const { matching } = await findVolume(analyst, filter, windows);
      expect(overview.whole.turns).toBe(total);
      expect(await exported(filter)).toBe(total);
      expect(matching).toEqual(overview.series.map(({ turns }) => turns));
      const table = rateTable(ratePoints(overview, shown));
      const column = (label: string) => {
        const place = table.columns.findIndex((one) => one.label === label);
        return table.rows.map(({ cells }) => Number(cells[place]));
      };
      const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
      expect(sum(column('Turns'))).toBe(total);
      expect(sum(column('Sessions begun'))).toBe(overview.whole.sessions);
      for (const state of turnStates) {
        expect(sum(column(columnOf[state]))).toBe(await exported({ ...filter, states: [state] }));
        if (state !== 'unknown') expect(sum(column(columnOf[state]))).toBe(overview.whole[state]);
      }
      const busiest = column('Turns').indexOf(Math.max(...column('Turns')));
      const href = table.rows[busiest]?.href;
      if (href) expect(await listed(href)).toBe(sum(turnStates.map((state) => column(columnOf[state])[busiest] ?? 0)));
      const [mover] = moversOf(overview, shown).groups.flatMap(({ rows }) => rows);
      if (mover !== undefined) expect(await listed(mover.href)).toBe(mover.turns);
      const cells = heatRows(overview, shown).flatMap((row) => row.cells);
      expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(total);
      const cell = cells.toSorted((one, other) => other.count - one.count)[0];
      if (cell?.href)
        expect(
          await exported(
            parseTurnFilter(
              Object.fromEntries(
                [...new URL(cell.href, 'http://here').searchParams].map(([name]) => [
                  name,
                  new URL(cell.href ?? '', 'http://here').searchParams.getAll(name),
                ]),
              ),
            ),
          ),
        ).toBe(cell.count);
    }),
    { numRuns: 25 },
  );
});

const instants = fc
  .tuple(fc.integer({ min: 0, max: 60 * 86_400 }), fc.constantFrom('', '.5', '.000001'))
  .map(([second, part]) => `${new Date(Date.UTC(2026, 8, 20, 0, 0, second)).toISOString().slice(0, 19)}${part}Z`);
/** Mostly open, so that what is asked for together finds something. */
const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
const filters = fc.record({
  from: instants,
  to: instants,
  states: fc.subarray([...turnStates]),
  knowledgeBases: fc.subarray(bases),
  sources: fc.subarray(['web', 'phone']),
  slowerThan: seldom(fc.integer({ min: 0, max: 9_000 })),
  fasterThan: seldom(fc.integer({ min: 0, max: 9_000 })),
  session: seldom(fc.nat(699).map((n) => `s${n}`)),
  client: seldom(fc.nat(39).map((n) => `203.0.113.${n}`)),
  slot: seldom(fc.constant({ weekday: 3, hour: null, zone: 'Asia/Kathmandu' })),
  query: fc.constantFrom('', '', 'card', '"my pin"', 'কার্ড', 'card -post', 'branch'),
});

test('bars, list and export say the same, whatever is asked for and at whatever instant it begins and ends', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...zones), filters, async (zone, drawn) => {
      const [from, to] = [drawn.from, drawn.to].sort();
      if (from === undefined || to === undefined) return;
      const filter: TurnFilter = { ...drawn, from, to };
      const buckets = bucketsWithin(zone, from, to);
      const windows = buckets.map(({ startUtc, endUtc }) => ({ from: startUtc, to: endUtc }));
      const { all, matching } = await findVolume(analyst, filter, windows);
      const sum = (counts: number[] | null) => (counts ?? []).reduce((total, count) => total + count, 0);
      expect(sum(matching)).toBe(await listed(turnsHref(filter)));
      expect(sum(matching)).toBe(await exported(filter));
      expect(sum(all)).toBe(await exported({ ...everyTurn, from, to }));
      for (const place of new Set([0, buckets.length - 1]))
        expect(matching?.[place] ?? 0).toBe(await exported({ ...filter, ...windows[place] }));
    }),
    { numRuns: 30 },
  );
});
