import { afterAll, expect, test } from 'vitest';
import { closeMonitorPool } from '#server/core/db/monitor-pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { findHits } from '#server/phonebook/queries.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { bucketOf, flushSearchTimings, recordSearch } from './timings.ts';

withDatabase();
afterAll(closeMonitorPool);

test('searches are counted by kind, also when they come in two writings of a minute', async () => {
  await prisma()
    .$executeRaw`insert into employees (full_name, designation, telephone) values ('Rob Martwick', 'Senator', '217-782-1035')`;
  for (const q of ['rob martwick', 'rob mart', 'rbo martwik', '1035', 'senator'])
    await findHits(userActor('operator'), q, 5);
  await flushSearchTimings();
  await findHits(userActor('operator'), '1035', 5);
  await flushSearchTimings();
  const rows = await prisma().$queryRaw`
    select kind, sum(searches)::int as searches, (sum((select sum(n) from unnest(histogram) n)))::int as counted, max(array_length(histogram, 1)) as buckets
    from monitor.search_timings group by kind order by kind`;
  expect(rows).toEqual([
    { kind: 'exact', searches: 1, counted: 1, buckets: 127 },
    { kind: 'full-text', searches: 1, counted: 1, buckets: 127 },
    { kind: 'fuzzy', searches: 1, counted: 1, buckets: 127 },
    { kind: 'phone', searches: 2, counted: 2, buckets: 127 },
    { kind: 'role', searches: 1, counted: 1, buckets: 127 },
  ]);
});

test('what cannot be written is kept for the next time', async () => {
  await prisma().$executeRaw`truncate monitor.search_timings`;
  await prisma().$executeRaw`alter table monitor.search_timings rename to away`;
  recordSearch('phone', 2);
  await expect(flushSearchTimings()).rejects.toThrow('does not exist');
  await prisma().$executeRaw`alter table monitor.away rename to search_timings`;
  await flushSearchTimings();
  expect(await prisma().$queryRaw`select kind, searches from monitor.search_timings`).toEqual([
    { kind: 'phone', searches: 1 },
  ]);
});

test('a bucket ends where the next begins', () => {
  expect([0, 0.1, 0.11, 0.111, 1, 20_000].map(bucketOf)).toEqual([0, 0, 1, 2, 25, 126]);
});
