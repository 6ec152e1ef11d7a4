import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { countTimes, readHistogram } from '#lib/measures/histogram.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { withDatabase } from '#test/database.ts';
import { findFigures } from './figures.ts';
import { findHeat } from './heat.ts';

withDatabase();

/** Two months of turns of three bases and two sources, some without a base, a time or a reported value. */
beforeAll(async () => {
  await prisma().$executeRaw`select public.conversations_ensure_month('2026-10-01')::text`;
  await prisma().$executeRaw`select public.conversations_ensure_month('2026-11-01')::text`;
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered, knowledge_base, response_time_ms, source, created_at)
    select 's' || (i * 7919) % 900, 'q', 'a', (array[1, 1, 0, null])[1 + i % 4], (array['fees', 'cards', '', null])[1 + i % 4 * i % 4],
           case when i % 5 > 0 then (i * 37) % 9000 end, (array['web', 'phone'])[1 + i % 2],
           timestamp '2026-10-01' + ((i * 104729) % 5270400) * interval '1 second'
    from generate_series(1, 3000) i`;
});

const stable = z.array(z.record(z.string(), z.unknown()));

/** The same figures counted from the rows, by somebody else. */
async function recount(from: string, to: string) {
  return stable.parse(
    await prisma().$queryRaw`
      with inside as (
        select c.*, s.state from conversations c join conversation_states s on s.id = c.id and s.created_at = c.created_at
        where c.created_at >= ${from.replace('Z', '')}::timestamp and c.created_at < ${to.replace('Z', '')}::timestamp
      ), begun as (
        select distinct on (session_id) session_id, created_at from conversations order by session_id, created_at, id
      )
      select count(*)::int as turns, (count(*) filter (where state = 'answered'))::int as answered, (count(*) filter (where state = 'unanswered'))::int as unanswered,
             (count(*) filter (where state = 'partial'))::int as partial, count(response_time_ms)::int as timed, coalesce(sum(response_time_ms), 0)::int as milliseconds,
             (select count(*)::int from begun where created_at >= ${from.replace('Z', '')}::timestamp and created_at < ${to.replace('Z', '')}::timestamp) as sessions,
             encode(numeric_send(coalesce(sum(monitor.time_mark(response_time_ms)), 0)), 'hex') as histogram
      from inside`,
  )[0];
}

const windows = [
  { from: '2026-10-01T00:00:00Z', to: '2026-12-01T00:00:00Z' },
  { from: '2026-10-03T18:00:00Z', to: '2026-10-04T18:00:00Z' },
  { from: '2026-10-03T18:15:00Z', to: '2026-11-09T04:45:00Z' },
  { from: '2026-10-31T22:30:00Z', to: '2026-11-01T01:15:00Z' },
];

async function figures() {
  const rows = await findFigures(prisma(), windows, { knowledgeBases: [], sources: [] }, { sessions: true });
  return rows.map(({ window, knowledgeBase, source, ...figures }) => figures);
}

async function agrees(): Promise<void> {
  const counted = await Promise.all(windows.map(({ from, to }) => recount(from, to)));
  expect(await figures()).toEqual(counted);
}

describe('the figures agree with the rows', () => {
  test('before anything is folded', agrees);

  test('after folding, and folding nothing again', async () => {
    await prisma().$executeRaw`select public.conversations_compact()::text`;
    await agrees();
    await prisma().$executeRaw`select public.conversations_compact()::text`;
    await agrees();
  });

  test('after rows were changed, moved in time and taken away, folded or not', async () => {
    await prisma().$executeRaw`delete from conversations where id % 10 = 1`;
    await prisma()
      .$executeRaw`update conversations set created_at = created_at - interval '9 days 1 hour', knowledge_base = 'moved' where id % 10 = 2 and created_at > '2026-10-20'`;
    await prisma()
      .$executeRaw`update conversations set session_id = 'joined', response_time_ms = 12 where id % 100 = 3`;
    await prisma().$executeRaw`update conversation_states set state = 'partial' where id % 7 = 0`;
    await agrees();
    await prisma()
      .$executeRaw`insert into conversations (session_id, user_message, assistant_response, created_at) values ('joined', 'first', 'now', '2026-10-01 00:00:01')`;
    await agrees();
    await prisma().$executeRaw`select public.conversations_compact()::text`;
    await agrees();
  });

  test('and the sessions are those of the rows', async () => {
    const stored = await prisma()
      .$queryRaw`select session_id, first_at::text, last_at::text, turns::int, answered::int, unanswered::int from conversation_sessions order by 1`;
    const counted = await prisma().$queryRaw`
      select session_id, min(c.created_at)::text as first_at, max(c.created_at)::text as last_at, count(*)::int as turns,
             (count(*) filter (where s.state = 'answered'))::int as answered, (count(*) filter (where s.state = 'unanswered'))::int as unanswered
      from conversations c join conversation_states s on s.id = c.id and s.created_at = c.created_at group by 1 order by 1`;
    expect(stored).toEqual(counted);
  });
});

test('the histogram counts the turns that came with a time, and no others', async () => {
  for (const row of await findFigures(prisma(), windows, { knowledgeBases: [], sources: [] })) {
    expect(row.timed).toBeLessThan(row.turns);
    expect(countTimes(readHistogram(row.histogram))).toBe(row.timed);
  }
});

test('figures are split by base and source, and filtered by them', async () => {
  const whole = { from: '2026-10-01T00:00:00Z', to: '2026-12-01T00:00:00Z' };
  const split = await findFigures(
    prisma(),
    [whole],
    { knowledgeBases: [], sources: [] },
    { by: ['knowledge_base', 'source'] },
  );
  const all = await findFigures(prisma(), [whole], { knowledgeBases: [], sources: [] });
  expect(split.reduce((sum, row) => sum + row.turns, 0)).toBe(all[0]?.turns);
  const fees = await findFigures(prisma(), [whole], { knowledgeBases: ['fees'], sources: ['web'] });
  expect(fees[0]?.turns).toBe(split.find((row) => row.knowledgeBase === 'fees' && row.source === 'web')?.turns);
});

describe('the heat of a week', () => {
  const spans = [
    { from: '2026-10-20T22:15:00Z', to: '2026-11-20T03:45:00Z' },
    { from: '2026-10-20T22:15:00Z', to: '2026-10-29T10:30:00Z' },
  ];

  // Two set their clocks within these weeks, one by half an hour; two stand beside whole hours from UTC.
  test.each(['UTC', 'Asia/Dhaka', 'Asia/Kathmandu', 'Europe/Lisbon', 'America/St_Johns'])(
    'is what the clocks of %s show, folded or not',
    async (zone) => {
      const counted = await Promise.all(
        spans.map(async ({ from, to }, window) => {
          const cells = z.array(z.record(z.string(), z.int())).parse(
            await prisma().$queryRaw`
            select extract(isodow from local)::int as weekday, extract(hour from local)::int as hour, count(*)::int as turns,
                   (count(*) filter (where state = 'answered'))::int as answered, (count(*) filter (where state = 'unanswered'))::int as unanswered
            from (select c.created_at at time zone 'UTC' at time zone ${zone}::text as local, s.state from conversations c
                  join conversation_states s on s.id = c.id and s.created_at = c.created_at
                  where c.created_at >= ${from.replace('Z', '')}::timestamp and c.created_at < ${to.replace('Z', '')}::timestamp) t
            group by 1, 2 order by 1, 2`,
          );
          return cells.map((cell) => ({ window, ...cell }));
        }),
      );
      const heat = () => findHeat(prisma(), spans, { zone, filter: { knowledgeBases: [], sources: [] } });
      expect(await heat()).toEqual(counted.flat());
      await prisma().$executeRaw`update conversation_states set state = 'unanswered' where state = 'partial'`;
      await prisma().$executeRaw`update conversation_states set state = 'partial' where id % 7 = 0`;
      await prisma().$executeRaw`select public.conversations_compact()::text`;
      const whole = await findFigures(prisma(), spans, { knowledgeBases: [], sources: [] });
      const turns = (window: number) => whole.find((row) => row.window === window)?.turns;
      const sum = (await heat()).reduce((total, cell) => total + (cell.window === 0 ? cell.turns : 0), 0);
      expect(sum).toBe(turns(0));
    },
  );
});

test('a turn of a month that has no partition is kept, counted, and moved once the month is made', async () => {
  await prisma()
    .$executeRaw`insert into conversations (session_id, user_message, assistant_response, created_at) values ('early', 'q', 'a', '2026-08-15')`;
  const at = { from: '2026-08-15T00:00:00Z', to: '2026-08-16T00:00:00Z' };
  const turns = async () => (await findFigures(prisma(), [at], { knowledgeBases: [], sources: [] }))[0]?.turns;
  expect(await turns()).toBe(1);
  await prisma().$executeRaw`select public.conversations_ensure_month('2026-08-01')::text`;
  expect(await turns()).toBe(1);
  const where = z
    .array(z.object({ place: z.string() }))
    .parse(
      await prisma().$queryRaw`select tableoid::regclass::text as place from conversations where session_id = 'early'`,
    );
  expect(where).toEqual([{ place: 'partitions.conversations_2026_08' }]);
});

test('what a trigger cannot follow is kept and queued', async () => {
  await prisma().$executeRaw`alter table conversation_session_deltas rename column turns to hidden`;
  await prisma()
    .$executeRaw`insert into conversations (session_id, user_message, assistant_response, created_at) values ('lame', 'q', 'a', '2026-10-15')`;
  await prisma().$executeRaw`alter table conversation_session_deltas rename column hidden to turns`;
  const queued = await prisma()
    .$queryRaw`select c.session_id from search.stale_turns s join conversations c on c.id = s.id`;
  expect(queued).toEqual([{ session_id: 'lame' }]);
});
