import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemActor } from '#server/core/auth/actor.ts';
import { BoundedPool, type BoundedPoolOptions } from '#server/core/db/bounded-pool.ts';
import { mainPool, setMainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { inTransaction } from '#server/core/db/transaction.ts';
import { isUnavailable, sqlStateOf, toFailure } from '#server/core/errors.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();
let usual: BoundedPool;
let small: BoundedPool;

function open(options: Partial<BoundedPoolOptions> = {}): BoundedPool {
  const bounds = { base: 1, overflow: 1, recycleSeconds: 60, acquireTimeoutMs: 1500 };
  return new BoundedPool({ ...database.connection(), statement_timeout: 300, ...bounds, ...options });
}

beforeEach(() => {
  usual = mainPool();
  small = open();
  setMainPool(small);
});

afterEach(async () => {
  setMainPool(usual);
  await small.end();
});

const caught = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined).catch((error) => error);
const inside = (): Promise<number> => inTransaction(systemActor('test'), (tx) => tx.$executeRaw`select 1`);

describe('what the database refuses keeps its SQLSTATE through Prisma', () => {
  test.each([
    ['22012', () => prisma().$queryRaw`select 1 / 0`],
    ['42P01', () => prisma().$queryRaw`select 1 from no_such_table`],
    ['P0001', () => prisma().$executeRaw`do $$ begin raise exception 'no'; end $$`],
    ['23502', () => prisma().$executeRaw`insert into settings (key) values ('x')`],
    ['23505', () => prisma().$executeRaw`insert into settings values ('x', '1', 'x'), ('x', '1', 'x')`],
  ])('%s is thrown on, not hidden', async (state, work) => {
    const error = await caught(Promise.resolve(work()));
    expect(sqlStateOf(error)).toBe(state);
    expect(isUnavailable(error)).toBe(false);
    expect(() => toFailure(error)).toThrow();
  });

  test('a statement that runs past its timeout is a database that did not answer', async () => {
    const error = await caught(prisma().$queryRaw`select pg_sleep(2)::text`);
    expect(sqlStateOf(error)).toBe('57014');
    expect(toFailure(error)).toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
  });
});

describe('a full pool', () => {
  test.each([
    ['a raw statement', () => prisma().$queryRaw`select 1`],
    ['a model', () => prisma().setting.findMany()],
    ['a transaction', inside],
  ])('is told as such by %s', async (_name, work) => {
    const held = await Promise.all([small.connect(), small.connect()]);
    const error = await caught(Promise.resolve(work()));
    for (const client of held) client.release();
    expect(error).toMatchObject({ name: 'PoolTimeoutError' });
    expect(toFailure(error)).toEqual({
      ok: false,
      code: 'unavailable',
      message: 'All connections to the database are taken. Nothing was changed.',
      retryAfterSeconds: 2,
      nothingDone: true,
    });
  });
});

describe('a database that is gone', () => {
  test.each([
    ['no socket', { host: '/tmp/no-such-directory' }],
    ['a closed port', { host: '127.0.0.1', port: 1 }],
    ['an unknown host', { host: 'no-such-host.invalid' }],
  ])('%s is unavailable to all three ways in', async (_name, where) => {
    const away = open({ ...where, acquireTimeoutMs: 2000 });
    setMainPool(away);
    const statements = [() => prisma().$queryRaw`select 1`, () => prisma().setting.findMany(), inside];
    for (const statement of statements) {
      const error = await caught(Promise.resolve(statement()));
      expect(toFailure(error)).toMatchObject({ code: 'unavailable' });
    }
    await away.end();
  });

  test('a backend that is ended in the middle is unavailable, and the next statement is served', async () => {
    const error = await caught(prisma().$queryRaw`select pg_terminate_backend(pg_backend_pid())`);
    expect(isUnavailable(error)).toBe(true);
    await expect(prisma().$queryRaw`select 1 as one`).resolves.toEqual([{ one: 1 }]);
  });
});

test('a server that never answers is given up, and its connection is not used again', async () => {
  const patient = open({ statement_timeout: 0, query_timeout: 200 });
  setMainPool(patient);
  const error = await caught(prisma().$queryRaw`select pg_sleep(1)::text`);
  expect(toFailure(error)).toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
  expect(patient.totalCount).toBe(0);
  await patient.end();
});

describe('a statement of a page that takes long', () => {
  const slow = (seconds: number) => prisma().$queryRaw`select pg_sleep(${seconds}::float8)::text as slept`;

  test('is waited for while the server answers others', async () => {
    const answering = open({ statement_timeout: 0, silentSince: async () => null });
    setMainPool(answering);
    await expect(slow(2.2)).resolves.toEqual([{ slept: '' }]);
    await answering.end();
  });

  test('is given up when the server answers nobody; a transaction is not', async () => {
    const silent = open({ statement_timeout: 0, silentSince: async () => new Date(0) });
    setMainPool(silent);
    const began = performance.now();
    const error = await caught(slow(8));
    expect(performance.now() - began).toBeLessThan(6_000);
    expect(error).toMatchObject({ name: 'UnavailableError', digest: 'unanswered' });
    expect(toFailure(error)).toMatchObject({ code: 'unavailable' });
    const inside = inTransaction(systemActor('test'), (tx) => tx.$queryRaw`select pg_sleep(2.2)::text as slept`);
    await expect(inside).resolves.toEqual([{ slept: '' }]);
    await silent.end();
  });
});

test('another error is not mistaken for an absent database', () => {
  const missingFile = Object.assign(new Error("ENOENT: no such file or directory, open 'people.csv'"), {
    code: 'ENOENT',
  });
  expect(isUnavailable(missingFile)).toBe(false);
  expect(isUnavailable(new Error('a bug'))).toBe(false);
  expect(isUnavailable(undefined)).toBe(false);
});
