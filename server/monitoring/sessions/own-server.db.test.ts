import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { causesOfLocks } from '#lib/monitoring/locks/causes.ts';
import { causesOfSessions } from '#lib/monitoring/sessions/causes.ts';
import { type Sessions, sessionsSchema } from '#lib/monitoring/sessions/sample.ts';
import { type Embedded, startEmbedded } from '#server/core/postgres/embedded.ts';
import { sessionsProbe } from './probe.ts';

const settings = { fsync: 'off', full_page_writes: 'off', max_prepared_transactions: '5' };

/** No zone touches it, and it takes a server of its own, started twice. */
describe('a server with prepared transactions that is started anew', () => {
  let folder = '';
  let server: Embedded;
  const start = async () => {
    server = await startEmbedded(join(folder, 'data'), { chosen: true, settings });
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'switchboard-started-anew-'));
    chmodSync(folder, 0o711);
    await start();
    const owner = await open('owner');
    await owner.query('create table ledger (id int primary key, value int); insert into ledger values (1, 1), (2, 2)');
    for (const [name, sql] of [
      ['innocent', 'insert into ledger values (3, 3)'],
      [`it's to blame`, 'savepoint one; update ledger set value = 7 where id = 1'],
    ] as const)
      await owner.query(`begin; ${sql}; prepare transaction ${owner.escapeLiteral(name)}`);
    await owner.end();
  }, 90_000);
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('of two prepared transactions the one that is waited for is to be ended, before a restart and after it', async () => {
    expect(await stepAgainstWriter()).toBe(ENDING);
    await server.stop();
    await start();
    expect(await stepAgainstWriter()).toBe(ENDING);
  });

  test('deadlocks of before a clean restart are none of after it', async () => {
    await makeDeadlock();
    await expect.poll(async () => (await sample()).counters.deadlocks).toBe(1);
    const before = await sample();
    await server.stop();
    await start();
    const newest = await sample();
    expect(newest.counters.deadlocks).toBe(1);
    const causes = causesOfSessions(newest, [{ at: before.at, value: before }]);
    expect(causes.map(({ key }) => key)).not.toContain('deadlock:counted');
  });

  const ENDING = `End it: COMMIT PREPARED 'it''s to blame'; or ROLLBACK PREPARED 'it''s to blame';`;

  async function stepAgainstWriter(): Promise<string | undefined> {
    const writer = await open('writer');
    await writer.query(`set statement_timeout = '5s'`);
    const waiting = writer.query('update ledger set value = 8 where id = 1').catch(() => {});
    await expect.poll(async () => (await sample()).locks.waits.length).toBe(1);
    const seen = await sample();
    await waiting;
    await writer.end();
    const later = { ...seen, at: new Date(Date.parse(seen.at) + 60_000).toISOString() };
    return causesOfLocks(later, [])[0]?.step;
  }

  async function makeDeadlock(): Promise<void> {
    const [one, other] = [await open('one'), await open('other')];
    await one.query('begin; insert into ledger values (11, 0)');
    await other.query('begin; insert into ledger values (12, 0)');
    await Promise.allSettled([
      one.query('insert into ledger values (12, 0)'),
      other.query('insert into ledger values (11, 0)'),
    ]);
    await Promise.all([one.end(), other.end()]);
  }

  async function sample(): Promise<Sessions> {
    const client = await open('switchboard-monitor');
    try {
      const { rows } = await client.query(
        `select to_char(pg_postmaster_start_time() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "startedAt"`,
      );
      const facts = { version: 180000, database: 'any', startedAt: String(rows[0]?.startedAt) };
      const reading = await sessionsProbe.read(client, facts);
      if (!reading.ok) throw new Error(reading.reason);
      return sessionsSchema.parse(JSON.parse(JSON.stringify(reading.value)));
    } finally {
      await client.end();
    }
  }

  async function open(application_name: string): Promise<pg.Client> {
    const client = new pg.Client({ ...server.superuser, application_name });
    await client.connect();
    return client;
  }
});
