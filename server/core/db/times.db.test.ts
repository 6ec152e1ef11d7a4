import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { withDatabase } from '#test/database.ts';

// Stored times are UTC whatever zone this process, the server or a session is in. The run in which the two are apart
// (docs/testing.md) is where these can fail.
const database = withDatabase();
let plain: pg.Client;

beforeAll(async () => {
  plain = new pg.Client(database.connection());
  await plain.connect();
});
afterAll(() => plain.end());

test('a naive column that nobody gives a value is UTC, on insert and on change', async () => {
  for (const zone of ['Pacific/Kiritimati', 'America/St_Johns']) {
    await plain.query(`set time zone '${zone}'`);
    await plain.query("insert into employees (full_name) values ('Noor Now')");
    await plain.query("update employees set designation = 'Clerk' where full_name = 'Noor Now'");
    const { rows } = await plain.query(
      `select extract(epoch from clock_timestamp() at time zone 'utc' - created_at) as created,
              extract(epoch from clock_timestamp() at time zone 'utc' - updated_at) as updated
       from employees where full_name = 'Noor Now'`,
    );
    expect(Math.abs(Number(rows[0].created)), `created in ${zone}`).toBeLessThan(60);
    expect(Math.abs(Number(rows[0].updated)), `updated in ${zone}`).toBeLessThan(60);
    await plain.query("delete from employees where full_name = 'Noor Now'");
  }
});

test('what the Python side sends as naive UTC comes back as the same text, to the microsecond', async () => {
  await plain.query(
    "insert into employees (full_name, created_at, updated_at) values ('Una Utc', '2026-03-29 00:30:00.123456', '2026-03-29 00:30:00.123456')",
  );
  const { rows } = await mainPool().query(
    "select created_at::text, updated_at::text from employees where full_name = 'Una Utc'",
  );
  expect(rows).toEqual([{ created_at: '2026-03-29 00:30:00.123456', updated_at: '2026-03-29 00:30:00.123456' }]);
});

test('an instant goes through Prisma unchanged', async () => {
  const instant = new Date('2026-10-25T01:30:00.250Z');
  const rows = await prisma()
    .$queryRaw`select ${instant}::timestamptz as instant, extract(epoch from ${instant}::timestamptz)::float8 as epoch`;
  expect(rows).toEqual([{ instant, epoch: instant.getTime() / 1000 }]);
});
