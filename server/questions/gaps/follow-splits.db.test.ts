import { beforeEach, expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { askTurn, emptyGaps, failingGroup, lookAtGaps, makeGroup, placeQuestions, readGaps } from '#test/gaps.ts';
import { closeGap } from './mutations.ts';
import { saveGapText } from './words.ts';

withDatabase();
const analyst = userActor('analyst');
beforeEach(emptyGaps);

test('the gap of a group that is split goes where most of its failures go', async () => {
  const group = await failingGroup();
  const part = await makeGroup();
  await askTurn({ question: 'Where is my other card?', session: 'a' });
  await placeQuestions(group, 'Where is my other card?');
  await lookAtGaps();
  await placeQuestions(part, 'Where is my card?');
  for (let n = 0; n < 2; n += 1) {
    await lookAtGaps();
    expect(await readGaps()).toMatchObject([{ group: part, gone: false, sessions: 3 }]);
  }
});

test('a gap that joined another with the greater part of its group stays with it', async () => {
  const part = await failingGroup('Where has my card gone?');
  await mainPool().query("update question_gaps set draft = 'In the post.'");
  await failingGroup('Where is my card?');
  await placeQuestions(part, 'Where is my card?');
  for (let n = 0; n < 3; n += 1) {
    await mainPool().query("update question_gaps set looked_at = '2026-01-01'");
    await lookAtGaps();
    expect((await readGaps()).map(({ joined }) => joined === null)).toEqual([true, false]);
  }
});

/**
 * A fixed gap with a draft, of a group in which two questions fail; the one that fails more is moved to a group with a gap of its own.
 * @param left sessions in which the one that stays failed
 */
async function movedToAnother(left: readonly string[]): Promise<{ group: string; other: string; gaps: string[] }> {
  const group = await failingGroup('Where is my card?');
  for (const session of ['d', 'e', 'f']) await askTurn({ question: 'Where is my card?', session });
  for (const session of left) await askTurn({ question: 'Where is my other card?', session });
  await placeQuestions(group, 'Where is my other card?');
  await lookAtGaps();
  const [{ id, version } = { id: '', version: 0 }] = await readGaps();
  await saveGapText(analyst, id, 'draft', { text: 'In the post.', basis: null });
  expect(await closeGap(analyst, { gap: id, version }, 'fixed', null)).toMatchObject({ ok: true });
  const other = await failingGroup('Where has my card gone?');
  await placeQuestions(other, 'Where is my card?');
  await lookAtGaps();
  return { group, other, gaps: (await readGaps()).map((gap) => gap.id) };
}

/** Of all gaps, oldest first. */
async function drafts(): Promise<string[]> {
  const { rows } = await mainPool().query('select draft from question_gaps order by id');
  return rows.map(({ draft }) => draft);
}

test('a gap that joined another by a split is not drawn back by what goes on to fail in its old group', async () => {
  const { group, other, gaps } = await movedToAnother(['a', 'b', 'c']);
  for (let n = 0; n < 3; n += 1) {
    expect(await readGaps()).toMatchObject([
      { id: gaps[0], joined: gaps[1] },
      { id: gaps[1], joined: null, group: other, closed: null },
      { joined: null, group, closed: null, sessions: 3 },
    ]);
    expect(await drafts()).toEqual(['In the post.', 'In the post.', '']);
    await mainPool().query("update question_gaps set looked_at = '2026-01-01'");
    await lookAtGaps();
  }
});

test('nor by what grows there later', async () => {
  const { group, gaps } = await movedToAnother(['a', 'b']);
  expect(await readGaps()).toMatchObject([{ joined: gaps[1] }, { joined: null }]);
  for (let n = 0; n < 9; n += 1) await askTurn({ question: 'Where is my other card?', session: `later ${n}` });
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ joined: gaps[1] }, { joined: null }, { joined: null, group }]);
  expect(await drafts()).toEqual(['In the post.', 'In the post.', '']);
});

test('but with its questions it comes back, and takes along what it had brought', async () => {
  const { group, other, gaps } = await movedToAnother(['a', 'b']);
  await placeQuestions(group, 'Where is my card?');
  for (let n = 0; n < 2; n += 1) await lookAtGaps();
  expect(await readGaps()).toMatchObject([
    { id: gaps[0], joined: null, group, closed: 'fixed' },
    { id: gaps[1], joined: null, group: other },
  ]);
  expect(await drafts()).toEqual(['In the post.', '']);
});
