import { afterEach, expect, test, vi } from 'vitest';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();
afterEach(() => vi.unstubAllEnvs());

/** The names that a process of its own leaves prepared on its one connection after asking twice. */
async function preparedNames(environment: Record<string, string>): Promise<string[]> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.resetModules();
  const { BoundedPool } = await import('#server/core/db/bounded-pool.ts');
  const { setMainPool } = await import('#server/core/db/pool.ts');
  const { prisma } = await import('#server/core/db/prisma.ts');
  const bounds = { base: 1, overflow: 0, recycleSeconds: 60, acquireTimeoutMs: 1000 };
  const pool = new BoundedPool({ ...database.connection(), ...bounds });
  setMainPool(pool);
  for (let i = 0; i < 2; i += 1) await prisma().$queryRaw`select ${i}::int as one`;
  await prisma().setting.findMany();
  const { rows } = await pool.query('select name from pg_prepared_statements order by prepare_time');
  await pool.end();
  return rows.map((row) => row.name);
}

test('statements are prepared once under a hash of their text', async () => {
  const names = await preparedNames({});
  expect(names).toHaveLength(2);
  for (const name of names) expect(name).toMatch(/^s_[\w-]{22}$/);
});

test('behind a bouncer no statement has a name', async () => {
  expect(await preparedNames({ DATABASE_URL: 'postgres://app:app@localhost/x?pgbouncer=true' })).toEqual([]);
});
