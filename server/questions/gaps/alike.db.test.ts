import { expect, test } from 'vitest';
import { z } from 'zod';
import { firstGapParams } from '#lib/questions/gaps/params.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { insertUser } from '#server/core/auth/people.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { askTurn, makeGroup, placeQuestions, placeTexts } from '#test/gaps.ts';
import { renewCores } from './cores.ts';
import { lookForGaps } from './look.ts';
import { assignGap, closeGap } from './mutations.ts';
import { findGaps, getGapRow } from './queries.ts';

withDatabase();
const analyst = userActor('analyst');
const at = new Date('2026-11-18T12:00:00Z');

/** A gap whose question failed in so many sessions, and was answered in others. */
async function failing(question: string, sessions: number, answered = 0): Promise<string> {
  const group = await makeGroup();
  for (let n = 0; n < sessions + answered; n += 1)
    await askTurn({ question, session: `${question} ${n}`, answered: n >= sessions, at: '2026-11-05 10:00' });
  await placeQuestions(group, question);
  while ((await lookForGaps(systemActor('worker'), { now: at })).more);
  const { rows } = await mainPool().query('select id::text as id from question_gaps where group_id = $1', [group]);
  return z.tuple([z.object({ id: z.string() })]).parse(rows)[0].id;
}

async function seen(gap: string) {
  return { gap, version: (await getGapRow(analyst, gap, '30d', at))?.version ?? 0 };
}

/** Where the texts of a gap's group lie: on a direction in the plane, in degrees. */
async function lie(gap: string, degrees: number, model = 'minilm-l6-v2'): Promise<void> {
  const { rows } = await mainPool().query(
    'update question_groups set model = $2 where id = (select group_id from question_gaps where id = $1) returning id::text as id',
    [gap, model],
  );
  const [{ id: group }] = z.tuple([z.object({ id: z.string() })]).parse(rows);
  await placeTexts(group, degrees, model);
  await renewCores(systemActor('worker'), [group], 0);
}

test('gaps that ask one thing stand together under the one most asked, in every ranked tab, and part when it is closed', async () => {
  const lenaId = await insertUser(prisma(), { email: 'lena@example.org', name: 'Lena', role: 'analyst' });
  const lena = userActor('analyst', { id: lenaId ?? '', name: 'Lena' });
  const lead = await failing('Why verify me?', 5);
  const below = await failing('What is the check for?', 4);
  const between = await failing('Where is my money?', 6);
  const other = await failing('Как дела с картой?', 4);
  const answered = await failing('Must I prove who I am?', 3, 4);
  await lie(lead, 0);
  await lie(below, 20);
  await lie(between, 120);
  await lie(other, 0, 'letters');
  await lie(answered, 0);
  const placed = async (tab: 'open' | 'mine', actor = analyst) =>
    (await findGaps(actor, { ...firstGapParams, tab }, at)).rows.map(({ id, alike, under }) => ({
      id,
      alike,
      under,
    }));
  const apart = { alike: null, under: null };
  expect(await placed('open')).toEqual([
    { id: lead, alike: { gaps: 1, sessions: 9 }, under: null },
    { id: below, alike: null, under: lead },
    { id: between, ...apart },
    { id: other, ...apart },
    { id: answered, ...apart },
  ]);
  expect(await assignGap(analyst, await seen(below), lena.id)).toMatchObject({ ok: true });
  expect(await placed('mine', lena)).toEqual([{ id: below, ...apart }]);
  expect(await closeGap(analyst, await seen(lead), 'fixed', null)).toMatchObject({ ok: true });
  expect(await placed('open')).toEqual([between, below, other, answered].map((id) => ({ id, ...apart })));
});

test('what is alike only among all questions is no likeness before their mean is known', async () => {
  const [card, loan] = [await failing('Where is my card?', 5), await failing('Where is my loan?', 4)];
  await lie(card, 200);
  await lie(loan, 260);
  const under = async () => (await findGaps(analyst, firstGapParams, at)).rows.find(({ id }) => id === loan)?.under;
  expect(await under()).toBe(null);
  await mainPool().query(
    `insert into question_spaces (model, mean, mean_texts, texts) values ('minilm-l6-v2', decode(repeat('00000000', 2), 'hex'), 50, 50)`,
  );
  expect(await under()).toBe(card);
  await mainPool().query('delete from question_spaces');
});
