import { beforeEach, expect, test } from 'vitest';
import { FEWEST } from '#lib/questions/grouping/due.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { withDatabase } from '#test/database.ts';
import { askAll, groupAll } from '#test/questions.ts';
import { noteRegroupBegan, noteRegroupFailed } from './note.ts';
import { askRegroup, askRegroupIfDue, regroupQueue } from './regroup-ask.ts';

withDatabase();
const worker = systemActor('test');
const asked = async () =>
  (await mainPool().query('delete from jobs.job where name = $1 returning id', [regroupQueue.name])).rowCount;

beforeEach(async () => {
  await askAll(Array.from({ length: FEWEST }, (_, place) => `how do i renew the badge of office number ${place}`));
  await groupAll();
  // The queue is made by the first who asks.
  await askRegroup(worker);
  await asked();
});

test('one that failed is asked for again after an hour, not every time somebody looks', async () => {
  await askRegroupIfDue(worker);
  expect(await asked()).toBe(1);
  await noteRegroupBegan();
  await askRegroupIfDue(worker);
  expect(await asked()).toBe(1);
  await noteRegroupFailed('The process of the re-cluster has ended.');
  await askRegroupIfDue(worker);
  expect(await asked()).toBe(0);
  await prisma().$executeRaw`update question_grouper set regroup_began_at = regroup_began_at - interval '61 minutes'`;
  await askRegroupIfDue(worker);
  expect(await asked()).toBe(1);
});
