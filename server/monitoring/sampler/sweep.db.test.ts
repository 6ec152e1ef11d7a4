import { describe, expect, test } from 'vitest';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { forgetSettings } from '#server/core/settings/settings.ts';
import { getOwnSize } from '#server/monitoring/replay/own-size.ts';
import { sweepSamples } from '#server/monitoring/sampler/sweep.ts';
import { getStatementStore, rollUpStatements } from '#server/monitoring/statements/roll-up.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const analyst = userActor('analyst');
const HOUR = 3_600_000;

describe('a history of statements that alone takes more than the cap', () => {
  test('comes back to half of it, and leaves the replay its hours', async () => {
    await mainPool().query(
      `insert into settings (key, value, updated_by) values ('monitoringCapGb', '0.1', 'test') on conflict (key) do update set value = excluded.value`,
    );
    forgetSettings();
    // One of the server's own in between would give so much of the file back that it need not be written anew.
    await mainPool().query('alter table monitor.statement_deltas set (autovacuum_enabled = false)');
    // 500 statements: 800 minutes, 150 ten minutes, 60 hours, 10 days.
    await mainPool().query(
      `insert into monitor.statement_deltas (grain, at, statement, calls, ms, rows, hit, read, written, temp, io_ms)
       select g.grain, date_bin(make_interval(mins => g.grain), now(), timestamptz '2000-01-01 00:00Z') - make_interval(mins => g.grain * n), s, 1, 1, 1, 1, 0, 0, 0, 0
       from (values (1, 800), (10, 150), (60, 60), (1440, 10)) as g (grain, many) cross join generate_series(1, g.many) n cross join generate_series(1, 500) s`,
    );
    const hour = Math.floor(Date.now() / HOUR) * HOUR;
    await mainPool().query(
      `insert into monitor.samples (kind, at, body) select 'sessions', to_timestamp($1::float8 / 1000) - make_interval(hours => h, secs => -1), '{}' from generate_series(1, 6) h`,
      [hour],
    );
    const { bytes, capBytes } = await getOwnSize(analyst);
    expect(bytes).toBeGreaterThan(capBytes);
    await sweepSamples();
    expect(await oldestSample()).toBe(hour - 6 * HOUR + 1_000);

    await rollUpStatements(systemActor('worker'));
    await sweepSamples();
    expect((await getStatementStore(analyst)).bytes).toBeLessThan(capBytes / 2);
    expect((await getOwnSize(analyst)).bytes).toBeLessThan(capBytes);
    expect(await oldestSample()).toBe(hour - 6 * HOUR + 1_000);
    const { rows } = await mainPool().query(
      'select grain, count(*)::int as n from monitor.statement_deltas group by 1 order by 1',
    );
    // Of half the cap, in rows of 250 bytes, minutes have 30 % and ten minutes 20 %; hours and days had room.
    const most = capBytes / 2 / 250;
    expect(rows.slice(2)).toEqual([
      { grain: 60, n: 30_000 },
      { grain: 1440, n: 5_000 },
    ]);
    expect(Math.abs(rows[1].n + rows[0].n - (most - 35_000))).toBeLessThan(1_000);
    expect(rows[0].n).toBeGreaterThan(0.3 * most - 500);
    expect((await getStatementStore(analyst)).isFull).toBe(false);
  });
});

async function oldestSample(): Promise<number> {
  const { rows } = await mainPool().query('select min(at) as at from monitor.samples');
  return rows[0].at.getTime();
}
