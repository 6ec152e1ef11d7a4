import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { everyTurn, type TurnFilter } from '#lib/measures/turn-filter.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { storedAddress } from '#server/core/privacy/stored-address.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { exportTurns } from './export.ts';
import { findTail, findTurns } from './queries.ts';
import { getSession } from './session.ts';
import { findStates } from './tail.ts';
import { setVerdict } from './verdicts.ts';
import { findVolume } from './volume.ts';

withDatabase();
const analyst = userActor('analyst');
const newest = { cursor: null, direction: 'older' } as const;

beforeAll(async () => {
  await prisma().$executeRaw`select public.conversations_ensure_month('2026-10-01')::text`;
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered, response_time_ms, created_at)
    select 's' || i / 3, 'question ' || i || case when i % 50 = 0 then ' about Überweisung' else '' end, 'answer ' || i, i % 2, i, timestamp '2026-09-20' + i * interval '1 hour'
    from generate_series(1, 1000) i`;
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, created_at) values
      ('pii', 'my mail is ada.lovelace@example.org, call +44 20 7946 0958', 'We wrote to ada.lovelace@example.org.', '2026-10-05 10:00'),
      ('pii', 'ticket CID-48221 is not returned', 'The card was not returned by the machine.', '2026-10-05 10:01'),
      ('html', '<img src=x onerror=alert(1)>', '<script>alert(2)</script>', '2026-10-06')`;
});

async function questions(filter: Partial<TurnFilter>): Promise<string[]> {
  const { rows } = await findTurns(analyst, { filter: { ...everyTurn, ...filter }, walk: newest });
  return rows.map((row) => row.question.map(({ text }) => text).join(''));
}

describe('the log', () => {
  test('tells nothing of a masked word by leaving it out, neither in the list nor in the bars', async () => {
    const whole = [{ from: '2026-10-05T00:00:00Z', to: '2026-10-06T00:00:00Z' }];
    const told = async (query: string) => {
      const { matching } = await findVolume(analyst, { ...everyTurn, query }, whole);
      return [(await questions({ query })).length, ...(matching ?? [])];
    };
    for (const guess of ['lovelace', 'babbage', '7946', '7947', '"20 7946"'])
      expect(await told(`call -${guess}`), guess).toEqual([1, 1]);
    expect((await told('call -mail'))[0]).toBe(0);
  });

  test('is walked to its end and back, each turn once, newest first', async () => {
    const seen: string[] = [];
    let walk: Parameters<typeof findTurns>[1]['walk'] = newest;
    let newer = null;
    for (;;) {
      const page = await findTurns(analyst, { filter: everyTurn, walk });
      seen.push(...page.rows.map(({ at, id }) => `${at} ${id.padStart(6, '0')}`));
      newer = page.newer;
      if (page.older === null) break;
      walk = { cursor: page.older, direction: 'older' };
    }
    expect(seen).toHaveLength(1003);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
    const back = await findTurns(analyst, { filter: everyTurn, walk: { cursor: newer, direction: 'newer' } });
    expect(back.rows.map(({ at, id }) => `${at} ${id.padStart(6, '0')}`)).toEqual(seen.slice(950, 1000));
  });

  test('finds words, phrases, beginnings in both sides, substrings in the question, and leaves out what is excluded', async () => {
    expect(await questions({ query: 'uberweisung' })).toHaveLength(20);
    expect(await questions({ query: 'Überweisung 950' })).toEqual(['question 950 about Überweisung']);
    expect(await questions({ query: '"not returned by"' })).toEqual(['ticket CID-48221 is not returned']);
    expect(await questions({ query: '"returned not"' })).toEqual([]);
    expect(await questions({ query: 'machi*' })).toEqual(['ticket CID-48221 is not returned']);
    expect(await questions({ query: '*d-482*' })).toEqual(['ticket CID-48221 is not returned']);
    expect(await questions({ query: '*achine*' })).toEqual([]);
    expect(await questions({ query: 'überweis* -950 -900' })).toHaveLength(18);
    expect(await questions({ query: 'ticket -machine' })).toEqual([]);
    expect(await questions({ query: "it's 100% 'odd' \\ & | ! <-> :*" })).toEqual([]);
  });

  test('filters by state, time, response time, session, and by hour on a zone’s clocks', async () => {
    const count = async (filter: Partial<TurnFilter>) => (await questions(filter)).length;
    expect(await questions({ states: ['unanswered'], slowerThan: 990, fasterThan: 997 })).toEqual([
      'question 996',
      'question 994',
      'question 992',
      'question 990',
    ]);
    expect(await count({ session: 'pii' })).toBe(2);
    expect(await questions({ from: '2026-10-06T00:00:00Z', to: '2026-10-06T00:00:00.000001Z' })).toContain(
      '<img src=x onerror=alert(1)>',
    );
    expect(
      await count({
        slot: { weekday: 1, hour: 9, zone: 'Asia/Kathmandu' },
        from: '2026-09-20T00:00:00Z',
        to: '2026-10-04T00:00:00Z',
      }),
    ).toBe(2);
  });

  test('finds a client by any spelling of its address, in whatever form it was stored', async () => {
    for (const address of ['203.0.113.9', '2001:db8::1'])
      for (const kept of ['whole', 'hashed', 'truncated'] as const)
        await prisma().$executeRaw`
          insert into conversations (session_id, user_message, assistant_response, client_ip) values ('from', ${`${address} ${kept}`}, 'a', ${storedAddress(address, kept)})`;
    await prisma().$executeRaw`
      insert into conversations (session_id, user_message, assistant_response, client_ip) values ('from', 'kiosk', 'a', 'kiosk 5'), ('from', 'another', 'a', '203.0.113.8')`;
    for (const client of ['203.0.113.9', '::ffff:203.0.113.9', '[::ffff:cb00:7109]:443', ' 203.0.113.9 '])
      expect(await questions({ client }), client).toEqual(
        ['truncated', 'hashed', 'whole'].map((kept) => `203.0.113.9 ${kept}`),
      );
    expect(await questions({ client: '2001:0DB8:0::0001' })).toHaveLength(3);
    expect(await questions({ client: 'kiosk 5' })).toEqual(['kiosk']);
    expect(await questions({ client: '203.0.113.0/24' })).toEqual(['203.0.113.9 truncated']);
    const hashed = storedAddress('203.0.113.9', 'hashed');
    expect(await questions({ client: hashed })).toEqual(['203.0.113.9 hashed']);
    await prisma().$executeRaw`delete from conversations where session_id = 'from'`;
  });

  test('masks what is personal in lists, threads and exports', async () => {
    const [row] = await questions({ query: 'mail' });
    expect(row).toBe('my mail is [e-mail], call [phone]');
    const thread = await getSession(analyst, 'pii', null);
    expect(thread?.rows[0]?.answer).toBe('We wrote to [e-mail].');
    expect(JSON.stringify(thread)).not.toContain('lovelace');
    expect(await exported({ ...everyTurn, session: 'pii' }, false)).not.toContain('lovelace');
    await expect(exportTurns(analyst, { filter: everyTurn, format: 'csv', raw: true })).rejects.toThrow(ForbiddenError);
    expect(await exported({ ...everyTurn, session: 'pii' }, true)).toContain('ada.lovelace@example.org');
  });

  test('is for analysts and admins', async () => {
    const operator = userActor('operator');
    await expect(findTurns(operator, { filter: everyTurn, walk: newest })).rejects.toThrow(ForbiddenError);
    await expect(getSession(operator, 'pii', null)).rejects.toThrow(ForbiddenError);
    await expect(findTail(operator, everyTurn, '1:1:')).rejects.toThrow(ForbiddenError);
    await expect(setVerdict(operator, { id: '1', at: '2026-10-05T10:00:00Z' }, 'answered')).rejects.toThrow(
      ForbiddenError,
    );
  });
});

async function exported(filter: TurnFilter, raw: boolean): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await exportTurns(raw ? userActor('admin') : analyst, { filter, format: 'csv', raw }))
    chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test('the export keeps to what was committed when it began, and begins no formula', async () => {
  await prisma()
    .$executeRaw`insert into conversations (session_id, user_message, assistant_response, created_at) values ('sum', '=1+2', '@x', '2026-10-07')`;
  const started = await exportTurns(analyst, { filter: { ...everyTurn, session: 'sum' }, format: 'csv', raw: false });
  await prisma()
    .$executeRaw`insert into conversations (session_id, user_message, assistant_response, created_at) values ('sum', 'later', 'a', '2026-10-01')`;
  const chunks: Uint8Array[] = [];
  for await (const chunk of started) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  expect(text).toContain("'=1+2");
  expect(text).not.toContain('later');
});

test('the export holds long turns whole, in their place, and masked to their end', async () => {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, created_at)
    select 'lengthy', 'lengthy ' || i, case when i % 2 = 0 then repeat('word ', 40000) || 'ada.lovelace@example.org ' || i else 'brief ' || i end, timestamp '2026-10-08' + i * interval '1 second' from generate_series(1, 5) i`;
  const lines = (await exported({ ...everyTurn, session: 'lengthy' }, false)).trim().split('\r\n').slice(1);
  expect(lines.map((line) => line.match(/lengthy \d/)?.[0])).toEqual([5, 4, 3, 2, 1].map((i) => `lengthy ${i}`));
  expect(lines[1]).toMatch(/(word ){40000}\[e-mail\] 4/);
  expect(lines[0]).toContain('brief 5');
});

describe('a turn that has lost its state', () => {
  const wish = { ...everyTurn, session: 'stateless' };
  beforeAll(async () => {
    await prisma().$executeRaw`
      insert into conversations (session_id, user_message, assistant_response, created_at)
      select 'stateless', 'stateless ' || i, 'answer', timestamp '2026-10-08' + i * interval '1 minute' from generate_series(1, 510) i`;
    await prisma().$executeRaw`
      delete from conversation_states s using conversations c
      where c.id = s.id and c.created_at = s.created_at and c.user_message in ('stateless 500', 'stateless 505')`;
  });

  test('is exported as not known, and does not end the file', async () => {
    const lines = (await exported(wish, false)).trim().split('\r\n');
    expect(lines).toHaveLength(511);
    expect(lines.filter((line) => line.includes('unknown'))).toHaveLength(2);
  });

  test('is in the log, in a search, in its session and in a tail, and the next page follows', async () => {
    const page = await findTurns(analyst, { filter: wish, walk: newest });
    expect([page.rows.length, page.older === null]).toEqual([50, false]);
    expect((await questions({ query: '"stateless 505"' })).length).toBe(1);
    const thread = await getSession(analyst, 'stateless', null);
    expect(thread?.rows.find(({ question }) => question === 'stateless 500')?.state).toBe('unknown');
    const tail = await findTail(analyst, wish, '1:1:/1:1:');
    expect([tail.rows.length, tail.rows.filter(({ state }) => state === 'unknown').length]).toEqual([300, 2]);
  });
});

describe('a verdict', () => {
  const state = async (id: string) =>
    z
      .array(z.object({ state: z.string(), human: z.string().nullable() }))
      .parse(
        await prisma()
          .$queryRaw`select state::text, human_state::text as human from conversation_states where id = ${id}::bigint`,
      )[0];

  test('stands above what was reported, moves the figures, and can be taken back', async () => {
    const [row] = (
      await findTurns(analyst, { filter: { ...everyTurn, states: ['unanswered'], session: 's100' }, walk: newest })
    ).rows;
    if (row === undefined) throw new Error('no such turn');
    const figures = async () =>
      prisma()
        .$queryRaw`select sum(answered)::int as answered, sum(unanswered)::int as unanswered from conversation_waiting_figures`;
    const before = await figures();
    expect(await setVerdict(analyst, row, 'answered')).toEqual({ ok: true, value: { sessionId: 's100' } });
    expect(await state(row.id)).toEqual({ state: 'answered', human: 'answered' });
    expect(await figures()).not.toEqual(before);
    const gone = { ...row, id: '999999' };
    expect(await findStates(analyst, [row, gone])).toEqual([{ id: row.id, state: 'answered' }]);
    await setVerdict(analyst, row, null);
    expect(await state(row.id)).toEqual({ state: 'unanswered', human: null });
    expect(await findStates(analyst, [row, gone])).toEqual([{ id: row.id, state: 'unanswered' }]);
    await expect(findStates(userActor('operator'), [row])).rejects.toThrow(ForbiddenError);
    expect(await figures()).toEqual(before);
    const audit = await prisma()
      .$queryRaw`select count(*)::int as count from audit_log where action = 'conversations.judge'`;
    expect(audit).toEqual([{ count: 2 }]);
  });

  test('of a turn that is gone says so', async () => {
    expect(await setVerdict(analyst, { id: '999999', at: '2026-10-05T10:00:00Z' }, 'answered')).toMatchObject({
      ok: false,
      code: 'not_found',
    });
  });
});
