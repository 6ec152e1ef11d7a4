import { expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { ingestFigures } from '#server/core/health/ingest.ts';
import { markDraining } from '#server/core/health/readiness.ts';
import { withDatabase } from '#test/database.ts';
import { newKey, some, storedIn, turn, withIngest } from '#test/ingest.ts';

withDatabase();
const { post, ingest } = withIngest({ batcher: { inFlight: 1, queueBytes: 60_000 } });

/** Keeps a flush under way for a second, so that what comes meanwhile waits. */
async function dawdle(): Promise<void> {
  await mainPool().query(`
    create or replace function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(1); return new; end $$;
    create or replace trigger dawdle before insert on conversations for each row when (new.session_id = 'dawdle') execute function dawdle()`);
  void post(turn({ session_id: 'dawdle' }));
  const asleep = `select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`;
  await expect.poll(async () => (await mainPool().query(asleep)).rows, { interval: 10 }).toHaveLength(1);
}

test('a sender that floods is sent away with 429 while the turns of another come through', async () => {
  await post(turn({}));
  const quiet = await newKey('Quiet');
  await post(turn({}), { key: quiet });
  await dawdle();
  const flood = some(60, { session_id: 'flood', assistant_response: 'x'.repeat(3_000) }).map((body) => post(body));
  const others = some(3, { session_id: 'quiet' }).map((body) => post(body, { key: quiet }));
  const answers = await Promise.all(flood);
  expect((await Promise.all(others)).map(({ status }) => status)).toEqual([201, 201, 201]);
  const away = answers.filter(({ status }) => status === 429);
  expect(away.length).toBeGreaterThan(30);
  expect(away.every(({ headers }) => Number(headers['retry-after']) >= 1)).toBe(true);
  expect(ingestFigures().rateLimited).toBe(away.length);
  expect(await storedIn('flood')).toHaveLength(answers.length - away.length);
});

test('a process that stops stores and answers what it took, and sends away what comes then', async () => {
  await dawdle();
  const waiting = some(5, { session_id: 'stop' }).map((body) => post(body));
  await expect.poll(() => ingestFigures().backlogBytes, { interval: 5 }).toBeGreaterThan(10_000);
  markDraining();
  const late = await post(turn({ session_id: 'late' }));
  const closed = ingest.close();
  expect(late).toMatchObject({
    status: 503,
    headers: { connection: 'close', 'retry-after': expect.stringMatching(/^[1-9]$/) },
  });
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
  await closed;
  expect(await storedIn('stop')).toHaveLength(5);
  expect(await storedIn('late')).toEqual([]);
});
