import { expect, test } from 'vitest';
import { z } from 'zod';
import { prisma } from '#server/core/db/prisma.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { getGroupingState } from './state.ts';

withDatabase();
const now = new Date();
const state = () => getGroupingState(userActor('analyst'), now);

async function ask(message: string, at: string): Promise<void> {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
    values ('s', ${message}, 'a', 1, timezone('utc', now()) + ${at}::interval)`;
}

const heard = z.tuple([z.object({ at: z.date() })]);
async function heardOf(before: string): Promise<Date> {
  const rows = await prisma().$queryRaw`
    insert into monitor.heartbeats (process, at) values ('worker', now() - ${before}::interval)
    on conflict (process) do update set at = excluded.at returning at`;
  return heard.parse(rows)[0].at;
}

test('a worker that is silent is told as soon as something new is asked, and since when it waits', async () => {
  const last = await heardOf('5 minutes');
  expect(await state()).toMatchObject({ waiting: 0, groupedTo: now.toISOString(), missing: null });
  await ask('Where is my card?', '-1 minute');
  await ask('where is my card', '-30 seconds');
  const waits = await state();
  expect(waits).toMatchObject({ waiting: 1, missing: expect.stringContaining('not been heard of for 5 min') });
  expect(now.getTime() - Date.parse(waits.groupedTo ?? '')).toBeCloseTo(60_000, -4);
  await ask('Where was my card?', '-3 years');
  const imported = await state();
  expect(imported.waiting).toBe(2);
  expect(Date.parse(imported.groupedTo ?? ''), 'by when it can have come at the earliest').toBe(last.getTime());
});

test('what was asked before, and what went before it was counted, waits for nothing', async () => {
  await prisma().$queryRaw`select question_texts_compact()::text as folded`;
  await prisma().$queryRaw`
    select question_texts_place(array_agg(id), array_agg((-1)::bigint))::text as placed from question_texts`;
  await ask('Where is my card?', '-1 minute');
  await ask('Forget it', '-1 minute');
  await prisma().$executeRaw`delete from conversations where user_message = 'Forget it'`;
  expect(await state()).toMatchObject({ waiting: 0, groupedTo: now.toISOString(), missing: null });
});
