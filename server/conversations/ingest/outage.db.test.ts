import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ingestPool } from '#server/core/db/ingest-pool.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ingestFigures } from '#server/core/health/ingest.ts';
import { some, storedIn, turn, withIngest } from '#test/ingest.ts';
import { withOwnServer } from '#test/own-server.ts';

const server = withOwnServer();
const { post } = withIngest();

const one = (session_id: string) => turn({ session_id, event_id: randomUUID() });
/** Until turns are stored again, however busy the machine. */
const recovered = () => expect.poll(async () => (await post(one('recovery'))).status, { timeout: 20_000 }).toBe(201);

/** Posts until told to stop, a turn each few milliseconds; what each was answered. */
function keepPosting(session: string) {
  const sent: Promise<{ id: string; status: number; retry: unknown }>[] = [];
  const timer = setInterval(() => {
    const body = one(session);
    sent.push(post(body).then(({ status, headers }) => ({ id: body.event_id, status, retry: headers['retry-after'] })));
  }, 5);
  return () => {
    clearInterval(timer);
    return Promise.all(sent);
  };
}

describe('a Postgres that hangs', () => {
  test('lets everybody know with 503 and when to come again, keeps nothing open, and is used again when it answers', async () => {
    await recovered();
    const stop = keepPosting('hang');
    await pause(300);
    server.hang();
    await pause(3_000);
    const during = ingestPool().totalCount;
    // Everybody has an answer while it still hangs.
    const answers = await stop();
    const failing = { ...ingestFigures() };
    server.resume();
    await recovered();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 503]));
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(100);
    expect(refused.every(({ retry }) => Number(retry) >= 1)).toBe(true);
    expect(during).toBeLessThanOrEqual(4);
    expect(failing.failingSince).not.toBeNull();
    expect(ingestFigures().failingSince).toBeNull();
    const acknowledged = answers.filter(({ status }) => status === 201).map(({ id }) => id);
    const stored = (await storedIn('hang')).map(({ event_id }) => event_id);
    expect(acknowledged.filter((id) => !stored.includes(id))).toEqual([]);
    expect(new Set(stored).size).toBe(stored.length);
  });

  test('refuses all that come while it is known to hang', async () => {
    await recovered();
    server.hang();
    await post(one('first'));
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(one('first'))));
    expect(answers.every(({ status }) => status === 503)).toBe(true);
  });
});

test('a Postgres that is killed: what was acknowledged is there, once, and the rest can be sent again', async () => {
  await recovered();
  const stop = keepPosting('kill');
  await pause(300);
  await server.kill();
  await pause(1_500);
  await server.start();
  await recovered();
  const answers = await stop();
  expect(answers.every(({ status }) => status === 201 || status === 503)).toBe(true);
  const unsure = answers.filter(({ status }) => status === 503).map(({ id }) => id);
  expect(unsure.length).toBeGreaterThan(10);
  const again = await post(unsure.slice(0, 500).map((event_id) => turn({ session_id: 'kill', event_id })));
  expect(again.status).toBe(201);
  const stored = (await storedIn('kill')).map(({ event_id }) => event_id);
  expect(new Set(stored).size).toBe(stored.length);
  expect(answers.slice(0, 500).filter(({ id }) => !stored.includes(id))).toEqual([]);
});

test('connections that are cut: each turn is stored once in the end', async () => {
  await recovered();
  const bodies = some(200, { session_id: 'cut' });
  let cutting = true;
  const cut = (async () => {
    while (cutting) {
      await mainPool().query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'switchboard-ingest' and datname = current_database()`,
      );
      await pause(15);
    }
  })();
  const send = async (body: (typeof bodies)[number]) => {
    for (;;) {
      const { status } = await post(body);
      if (status === 201) return;
      expect(status).toBe(503);
      await pause(20);
    }
  };
  const sending = Promise.all(bodies.slice(0, 100).map(send));
  await pause(1_000);
  cutting = false;
  await cut;
  await sending;
  await Promise.all(bodies.slice(100).map(send));
  const stored = (await storedIn('cut')).map(({ event_id }) => event_id);
  expect(stored.toSorted()).toEqual(bodies.map(({ event_id }) => event_id).toSorted());
});
