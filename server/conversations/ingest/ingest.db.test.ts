import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { systemActor } from '#server/core/auth/actor.ts';
import { createApiKey } from '#server/core/auth/api-key.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ingestFigures } from '#server/core/health/ingest.ts';
import { withDatabase } from '#test/database.ts';
import { ledgerOf, newKey, some, storedIn, turn, withIngest } from '#test/ingest.ts';

withDatabase();
const { post, call } = withIngest();

describe('a turn', () => {
  test('is stored with all that was sent, its time in UTC to the microsecond, under its key’s name', async () => {
    const event_id = randomUUID();
    const answer = await post(
      turn({
        ...{
          event_id: event_id.toUpperCase(),
          session_id: 'whole',
          user_message: 'Où ?',
          assistant_response: '',
          is_answered: 0,
        },
        ...{ knowledge_base: 'cards', response_time_ms: 1234, client_ip: '[2001:DB8::0:1]:443' },
        created_at: '2026-11-20T10:02:03.123456+05:45',
      }),
    );
    expect(answer).toMatchObject({
      status: 201,
      accepted: 1,
      duplicates: 0,
      results: [{ event_id: event_id.toUpperCase(), status: 'stored' }],
    });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(await storedIn('whole')).toMatchObject([
      {
        ...{ event_id, user_message: 'Où ?', assistant_response: '', is_answered: 0, knowledge_base: 'cards' },
        ...{ response_time_ms: 1234, client_ip: '2001:db8::1', at: '2026-11-20 04:17:03.123456', source: 'Chatbot' },
        ...{ reported_explicitly: true, mended: false },
      },
    ]);
    expect(await ledgerOf(event_id)).toMatchObject([{ at: '2026-11-20 04:17:03.123456', conflicting: false }]);
  });

  test('without a time bears that of its storing, in UTC whatever zone anybody is in', async () => {
    await post(turn({ session_id: 'timeless' }));
    const { rows } = await mainPool().query(
      `select extract(epoch from timezone('utc', now()) - created_at)::float8 as age from conversations where session_id = 'timeless'`,
    );
    expect(Math.abs(rows[0].age)).toBeLessThan(60);
  });

  test('of which is_answered was not sent is stored as not reported', async () => {
    await post([turn({ session_id: 'unreported' }), turn({ session_id: 'unreported', is_answered: null })]);
    const unreported = { is_answered: null, reported_explicitly: false };
    expect(await storedIn('unreported')).toMatchObject([unreported, unreported]);
  });

  test('lies in the partition of its month, which is made when it is missing', async () => {
    const old = new Date(Date.now() - 400 * 86_400_000).toISOString();
    await post(turn({ session_id: 'old', created_at: old }));
    const { rows } = await mainPool().query(
      `select tableoid::regclass::text as place from conversations where session_id = 'old'`,
    );
    expect(rows[0].place).toBe(`partitions.conversations_${old.slice(0, 7).replace('-', '_')}`);
  });

  test('is committed durably, whatever the database’s default', async () => {
    await mainPool().query(`
      create table heard (level text);
      create function hear() returns trigger language plpgsql as $$ begin insert into heard values (current_setting('synchronous_commit')); return null; end $$;
      create constraint trigger hear after insert on conversation_events deferrable initially deferred for each row execute function hear()`);
    await post(some(1, {}));
    const { rows } = await mainPool().query('select level from heard');
    await mainPool().query('drop trigger hear on conversation_events; drop function hear; drop table heard');
    expect(rows).toEqual([{ level: 'on' }]);
  });
});

describe('many turns', () => {
  test('are answered in the order sent, the bad ones each with a sentence, the others stored', async () => {
    const [first, last] = some(2, { session_id: 'mixed' });
    const answer = await post([first, { ...last, event_id: 'x' }, 5, { ...last, response_time_ms: -1 }, last]);
    expect(answer).toMatchObject({ status: 201, accepted: 2, duplicates: 0 });
    expect(answer.results).toEqual([
      { event_id: first?.event_id, status: 'stored' },
      { event_id: 'x', status: 'invalid', error: 'Turn 1, counted from 0: event_id must be a UUID.' },
      { event_id: null, status: 'invalid', error: expect.stringMatching(/^Turn 2.* must be an object/) },
      { event_id: last?.event_id, status: 'invalid', error: expect.stringMatching(/^Turn 3.*response_time_ms must/) },
      { event_id: last?.event_id, status: 'stored' },
    ]);
    expect(await storedIn('mixed')).toHaveLength(2);
  });

  test('none of which is usable are 422, told one by one', async () => {
    const answer = await post([turn({ session_id: '' }), {}]);
    expect(answer).toMatchObject({
      status: 422,
      accepted: 0,
      duplicates: 0,
      results: [{ status: 'invalid' }, { status: 'invalid' }],
    });
    expect(answer.detail).toMatch(/^Turn 0.*session_id must/);
    expect(await post([])).toMatchObject({ status: 422, detail: 'The array holds no turn.' });
    expect(await post('hello')).toMatchObject({ status: 422 });
  });

  test('500 are taken and 501 are not', async () => {
    expect(await post(some(500, { session_id: 'many' }))).toMatchObject({ status: 201, accepted: 500 });
    expect(await post(some(501, { session_id: 'many' }))).toMatchObject({ status: 413 });
    expect(await storedIn('many')).toHaveLength(500);
  });

  test('keep their order where they bear the same time', async () => {
    await post(
      Array.from({ length: 20 }, (_, at) =>
        turn({ session_id: 'order', event_id: randomUUID(), user_message: String(at) }),
      ),
    );
    const messages = (await storedIn('order')).map(({ user_message }) => user_message);
    expect(messages).toEqual(Array.from({ length: 20 }, (_, at) => String(at)));
  });
});

describe('an event_id is stored once', () => {
  test('in one array, and what has none as often as it comes', async () => {
    const one = turn({ event_id: randomUUID(), session_id: 'twice' });
    const bare = turn({ session_id: 'twice' });
    const answer = await post([one, bare, one, bare]);
    expect(answer).toMatchObject({ accepted: 3, duplicates: 1 });
    expect(answer.results?.map(({ status }) => status)).toEqual(['stored', 'stored', 'duplicate', 'stored']);
    expect(await ledgerOf(one.event_id)).toMatchObject([{ conflicting: false }]);
  });

  test('across keys, with another time, with none, and in another spelling', async () => {
    const event_id = randomUUID();
    const one = turn({ event_id, session_id: 'again' });
    expect(await post({ ...one, created_at: '2026-10-31T23:59:59Z' })).toMatchObject({ status: 201, accepted: 1 });
    const other = await newKey('Other');
    for (const body of [
      one,
      { ...one, created_at: '2026-11-01T00:00:00Z' },
      { ...one, event_id: event_id.replaceAll('-', '').toUpperCase() },
    ]) {
      expect(await post(body, { key: other })).toMatchObject({
        status: 201,
        accepted: 0,
        duplicates: 1,
        results: [{ event_id: body.event_id }],
      });
    }
    expect(await storedIn('again')).toMatchObject([{ source: 'Chatbot', at: '2026-10-31 23:59:59' }]);
    expect(await ledgerOf(event_id)).toMatchObject([{ conflicting: false }]);
  });

  test('with another body it is a duplicate, and flagged: sent later, or in the same array', async () => {
    for (const together of [true, false]) {
      const one = turn({ event_id: randomUUID(), session_id: `conflict ${together}` });
      const other = { ...one, assistant_response: 'something else' };
      const answers = together ? [await post([one, other])] : [await post(one), await post([other, one])];
      expect(answers.at(-1)).toMatchObject({ status: 201, duplicates: together ? 1 : 2 });
      expect(await storedIn(`conflict ${together}`)).toMatchObject([{ assistant_response: 'a' }]);
      expect(await ledgerOf(one.event_id)).toMatchObject([{ conflicting: true }]);
    }
  });

  test('when its answer was lost: the sender left while it was being stored', async () => {
    const one = turn({ event_id: randomUUID(), session_id: 'lost' });
    await mainPool().query(`
      create function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(0.5); return new; end $$;
      create trigger dawdle before insert on conversations for each row when (new.session_id = 'lost') execute function dawdle()`);
    const sent = call(JSON.stringify(one), { signal: leaving() });
    await expect(sent).rejects.toThrow();
    await expect.poll(() => storedIn('lost')).toHaveLength(1);
    await mainPool().query('drop trigger dawdle on conversations');
    expect(await post(one)).toMatchObject({ status: 201, duplicates: 1 });
    expect(await storedIn('lost')).toHaveLength(1);
  });

  test('in twenty requests at the same time, half of them with other ids beside it in another order', async () => {
    const batch = some(30, { session_id: 'race' });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => post(at % 2 ? batch : batch.toReversed())));
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect(answers.reduce((sum, { accepted }) => sum + (accepted ?? 0), 0)).toBe(30);
    expect(await storedIn('race')).toHaveLength(30);
  });
});

test('a time too old or too far ahead is refused with the bound', async () => {
  const day = 86_400_000;
  const at = async (milliseconds: number) =>
    (await post(turn({ created_at: new Date(Date.now() + milliseconds).toISOString() }))).status;
  expect(await at(-3_640 * day)).toBe(201);
  expect(await at(-3_660 * day)).toBe(422);
  expect(await at(0.99 * day)).toBe(201);
  expect(await at(1.01 * day)).toBe(422);
});

test('asks for a key with the right scope', async () => {
  const made = await createApiKey(systemActor('test'), { name: 'Reader', scopes: ['analytics:read'], expiresAt: null });
  const reader = made.ok ? made.value.key : '';
  expect(await post(turn({}), { key: reader })).toMatchObject({ status: 403 });
  expect(await post(turn({}), { key: 'sb_wrong' })).toMatchObject({ status: 401 });
});

test('counts what it does', async () => {
  const before = structuredClone(ingestFigures());
  const one = turn({ event_id: randomUUID() });
  await post([one, one, { ...one, session_id: '' }]);
  const { accepted, duplicates, invalid, acks, ackMs } = structuredClone(ingestFigures());
  expect([accepted - before.accepted, duplicates - before.duplicates, invalid - before.invalid]).toEqual([1, 1, 1]);
  expect(acks.reduce((a, b) => a + b) - before.acks.reduce((a, b) => a + b)).toBe(1);
  expect(ackMs).toBeGreaterThan(before.ackMs);
  await post({ ...one, session_id: '' });
  expect([ingestFigures().acks, ingestFigures().ackMs]).toEqual([acks, ackMs]);
});

/** Fires once a turn is on its way into the table and sleeps there. */
function leaving(): AbortSignal {
  const leave = new AbortController();
  const look = async () => {
    const { rows } = await mainPool().query(
      `select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`,
    );
    if (rows.length > 0) leave.abort();
    else setTimeout(look, 10);
  };
  void look();
  return leave.signal;
}
