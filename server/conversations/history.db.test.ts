import { expect, test, vi } from 'vitest';
import { findHistory } from '#server/conversations/history.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { keyActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const program = keyActor('analytics:read');

test('texts are whole, and of very many long ones only as many turns are told as there is room for', async () => {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, created_at)
    select 'long', 'Question ' || n, repeat('long answer ', 50000), timezone('utc', now()) - make_interval(mins => 60 - n) from generate_series(1, 40) n`;
  await prisma()
    .$executeRaw`insert into conversations (session_id, user_message, assistant_response) values ('brief', 'Question last', 'a')`;
  const told = await findHistory(program, null, 100);
  expect(told.map(({ user_message }) => user_message)).toEqual([
    'Question last',
    ...Array.from({ length: 27 }, (_, n) => `Question ${40 - n}`),
  ]);
  expect(told[1]?.assistant_response).toHaveLength(600_000);
  expect(await findHistory(program, 'brief', 100)).toHaveLength(1);
});

test('a session is found by the id that was sent, also by one that no table can hold', async () => {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response) values (${'a\ufffdb'}, 'q', 'a')`;
  for (const sent of ['a\0b', 'a\ud800b'])
    expect(await findHistory(program, sent, 100)).toMatchObject([{ session_id: sent, user_message: 'q' }]);
  expect(await findHistory(program, '\0', 100)).toEqual([]);
});

test('portions follow each other without a gap, also among turns of one instant', async () => {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, created_at)
    select 'portions', 'Question ' || n, 'a', timezone('utc', now()) - make_interval(mins => n / 300) from generate_series(1, 1250) n`;
  const stored = await prisma().$queryRaw<{ id: bigint }[]>`
    select id from conversations where session_id = 'portions' order by created_at desc, id desc limit 1100`;
  const told = await findHistory(program, 'portions', 1100);
  expect(told.map(({ id }) => id)).toEqual(stored.map(({ id }) => Number(id)));
  expect(await findHistory(program, 'portions', 10_000)).toHaveLength(1250);
});

test('where there is no room for more turns, no more are read', async () => {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, created_at)
    select 'roomy', 'Question ' || n, repeat('a', case when n <= 2 then 9000000 else 1 end), timezone('utc', now()) - make_interval(mins => n) from generate_series(1, 1200) n`;
  const reads = vi.spyOn(prisma(), '$queryRaw');
  expect(await findHistory(program, 'roomy', 10_000)).toMatchObject([{ user_message: 'Question 1' }]);
  const rows = (await Promise.all(reads.mock.results.map(({ value }) => value))).flat();
  reads.mockRestore();
  // One portion, and of it the long ones by themselves.
  expect(rows.filter((row) => 'question' in row)).toHaveLength(502);
});
