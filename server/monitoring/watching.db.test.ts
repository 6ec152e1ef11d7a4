import { mkdirSync } from 'node:fs';
import pg from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { MONITOR } from '#lib/monitoring/own-connections.ts';
import { tidyText } from '#lib/monitoring/statements/text.ts';
import { isWatching } from '#lib/monitoring/statements/watching.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { dataDirectory } from '#server/core/paths.ts';
import { monitoringParts } from '#server/monitoring/parts.ts';
import { Line } from '#server/monitoring/sampler/line.ts';
import { withDatabase } from '#test/database.ts';
import { setUpLockExperiment } from '#test/lock-experiment.ts';

const database = withDatabase();
/** Asks nothing: the bounds of a reading. */
const FRAME = /^(?:begin|commit|rollback|set|savepoint|release)\b/i;

afterEach(() => {
  vi.restoreAllMocks();
});

function isMonitor(client: unknown): boolean {
  if (typeof client !== 'object' || client === null) return false;
  const parameters: unknown = Reflect.get(client, 'connectionParameters');
  return (
    typeof parameters === 'object' && parameters !== null && Reflect.get(parameters, 'application_name') === MONITOR
  );
}

/** What the monitor's own connections have sent. */
function sentBy(spy: { mock: { contexts: readonly unknown[]; calls: readonly unknown[][] } }): string[] {
  const texts = spy.mock.calls.flatMap(([asked], place) => {
    const text: unknown = typeof asked === 'object' && asked !== null ? Reflect.get(asked, 'text') : asked;
    return typeof text === 'string' && isMonitor(spy.mock.contexts[place]) ? [tidyText(text)] : [];
  });
  return [...new Set(texts)].filter((text) => !FRAME.test(text));
}

test('whatever a probe asks is known to watch the server', async () => {
  mkdirSync(dataDirectory(), { recursive: true });
  const superuser = new pg.Client(database.superuser());
  await superuser.connect();
  await superuser.query('create extension if not exists pgstattuple; grant pg_monitor to switchboard');
  await superuser.end();
  await mainPool().query(`
    create table watched_parents (id int primary key);
    create table watched (at timestamp, parent int references watched_parents) partition by range (at);
    create table watched_now partition of watched for values from ('2026-01-01') to ('2027-01-01');
    create index watched_at on watched (at)`);
  const spy = vi.spyOn(pg.Client.prototype, 'query');
  const { parts } = monitoringParts();
  const line = new Line({ holdsLock: false });
  const experiment = await setUpLockExperiment(database);
  try {
    for (const part of parts.filter(({ asksServer }) => asksServer)) await part.take(line, new Date());
    await mainPool().query('drop index watched_at');
    for (const part of parts.filter(({ asksServer }) => asksServer)) await part.take(line, new Date());
  } finally {
    await experiment.close();
    await line.close();
  }
  const texts = sentBy(spy);
  for (const name of [
    'pgstatginindex',
    'pg_ls_waldir',
    'pg_sequence',
    'pg_blocking_pids',
    'pg_attribute',
    'pg_inherits',
  ])
    expect(texts.join('\n')).toContain(name);
  expect(texts.filter((text) => !isWatching(text))).toEqual([]);
});
