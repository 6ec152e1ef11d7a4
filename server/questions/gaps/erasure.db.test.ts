import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { insertUser } from '#server/core/auth/people.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { matcherOf } from '#server/core/erasure/matcher.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { quietWork } from '#test/erasure-work.ts';
import { failingGroup, readGaps } from '#test/gaps.ts';
import { whileOpen } from '#test/while-open.ts';
import { gapStore } from './erasure.ts';
import { type GapText, saveGapText } from './words.ts';

withDatabase();
let analyst = userActor('analyst');
const email = 'ada@example.org';

beforeAll(async () => {
  const id = await insertUser(prisma(), { email: 'lena@example.org', name: 'Lena', role: 'analyst' });
  if (id !== null) analyst = userActor('analyst', { id, name: 'Lena' });
});

async function save(gap: string, field: GapText, text: string, basis: string | null): Promise<string | null> {
  const saved = await saveGapText(analyst, gap, field, { text, basis });
  return saved.ok && saved.value.saved ? saved.value.at : null;
}

async function erase(): Promise<void> {
  await gapStore.erase?.(await matcherOf({ kind: 'email', value: email }), quietWork);
}

test.each(['draft', 'note'] as const)('a page that is open over an erasure does not bring a %s back', async (field) => {
  const group = await failingGroup(`Where is the ${field}?`);
  const gap = (await readGaps()).find((one) => one.group === group)?.id ?? '';
  const other = field === 'draft' ? 'note' : 'draft';
  const kept = await save(gap, other, 'Ask the front desk.', null);
  const basis = await save(gap, field, `Ask ${email}.`, null);
  await erase();
  const late = { text: `Ask ${email}, please.`, basis };
  const conflict = { ok: true, value: { saved: false, text: '', at: expect.any(String), by: null } };
  expect(await saveGapText(analyst, gap, field, late)).toMatchObject(conflict);
  const { rows } = await mainPool().query('select draft, note from question_gaps where id = $1', [gap]);
  expect(z.tuple([z.object({ draft: z.string(), note: z.string() })]).parse(rows)[0]).toEqual({
    [field]: '',
    [other]: 'Ask the front desk.',
  });
  expect(
    await save(gap, other, 'Ask the desk in front.', kept),
    'what was not emptied bears its instant',
  ).not.toBeNull();
});

test('a note that is being copied to another gap meanwhile is erased from both', async () => {
  const [from, to] = [await failingGroup('Where is the form?'), await failingGroup('Where is the counter?')];
  const ids = new Map((await readGaps()).map(({ group, id }) => [group, id]));
  const [joins = '', stays = ''] = [ids.get(from), ids.get(to)];
  await save(joins, 'note', `Ask ${email}.`, null);
  const copied = [
    "select pg_advisory_xact_lock(hashtext('switchboard.gaps'))",
    `update question_gaps s set note = j.note from question_gaps j where s.id = ${stays} and j.id = ${joins}`,
  ];
  await whileOpen(copied, erase);
  const { rows } = await mainPool().query('select note from question_gaps where id = any ($1)', [[joins, stays]]);
  expect(rows).toEqual([{ note: '' }, { note: '' }]);
});
