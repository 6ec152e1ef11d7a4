import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { mainPool } from '#server/core/db/pool.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { askTurn, emptyGaps, failingGroup, lookAtGaps, makeGroup, placeQuestions, readGaps } from '#test/gaps.ts';
import { closeGap, setGapDue } from './mutations.ts';
import { saveGapText } from './words.ts';

withDatabase();
beforeEach(emptyGaps);

test('a gap follows its group into another, and comes home when the merge is taken back', async () => {
  const from = await failingGroup();
  const into = await makeGroup();
  await placeQuestions(into, 'Where is my card?');
  await mainPool().query('update question_groups set merged_into = $1 where id = $2', [into, from]);
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ group: into, gone: false }]);
  await mainPool().query('update question_groups set merged_into = null where id = $1', [from]);
  await placeQuestions(from, 'Where is my card?');
  await lookAtGaps();
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ group: from, gone: false }]);
});

test('of two gaps the one in work stays; the other parts from it again with its group', async () => {
  const one = await failingGroup('Where is my card?');
  const other = await failingGroup('Where has my card gone?');
  const [first, second] = await readGaps();
  await mainPool().query("update question_gaps set draft = 'In the post.' where id = $1", [second?.id]);
  await placeQuestions(one, 'Where has my card gone?');
  await mainPool().query('update question_groups set merged_into = $1 where id = $2', [one, other]);
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([
    { id: first?.id, joined: second?.id },
    { id: second?.id, joined: null, group: one, sessions: 3 },
  ]);
  await mainPool().query('update question_groups set merged_into = null where id = $1', [other]);
  await placeQuestions(other, 'Where has my card gone?');
  await lookAtGaps();
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([
    { id: first?.id, joined: null, group: one, sessions: 3 },
    { id: second?.id, joined: null, group: other, sessions: 3 },
  ]);
});

test('the work on a small gap comes home from a big one, whose own gap stands again', async () => {
  const big = await failingGroup('Where has my card gone?');
  for (const session of ['d', 'e', 'f']) await askTurn({ question: 'Where has my card gone?', session });
  const small = await failingGroup('Where is my card?');
  const [bigGap, smallGap] = await readGaps();
  await mainPool().query("update question_gaps set draft = 'In the post.' where id = $1", [smallGap?.id]);
  await placeQuestions(big, 'Where is my card?');
  await mainPool().query('update question_groups set merged_into = $1 where id = $2', [big, small]);
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ joined: smallGap?.id }, { joined: null, group: big }]);
  await mainPool().query('update question_groups set merged_into = null where id = $1', [small]);
  await placeQuestions(small, 'Where is my card?');
  for (let n = 0; n < 3; n += 1) await lookAtGaps();
  expect(await readGaps()).toMatchObject([
    { id: bigGap?.id, joined: null, group: big, sessions: 6, gone: false },
    { id: smallGap?.id, joined: null, group: small, sessions: 3, gone: false },
  ]);
});

test('a gap comes back as far as the merges on its way are taken back', async () => {
  const from = await failingGroup();
  const [middle, end] = [await makeGroup(), await makeGroup()];
  await mainPool().query('update question_groups set merged_into = $1 where id = $2', [middle, from]);
  await mainPool().query('update question_groups set merged_into = $1 where id = $2', [end, middle]);
  await placeQuestions(end, 'Where is my card?');
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ group: end }]);
  await mainPool().query('update question_groups set merged_into = null where id = $1', [middle]);
  await placeQuestions(middle, 'Where is my card?');
  await lookAtGaps();
  expect(await readGaps()).toMatchObject([{ group: middle, gone: false, sessions: 3 }]);
});

test('a fixed gap that an open one without failures joins stays fixed', async () => {
  const one = await failingGroup('Where is my card?');
  const [gap] = await readGaps();
  expect(
    await closeGap(userActor('analyst'), { gap: gap?.id ?? '', version: gap?.version ?? 0 }, 'fixed', null),
  ).toMatchObject({ ok: true });
  const other = await failingGroup('Who are you?');
  await mainPool().query(
    "update conversation_states s set state = 'answered' from conversations c where c.id = s.id and c.user_message = 'Who are you?'",
  );
  await lookAtGaps();
  await placeQuestions(one, 'Who are you?');
  await mainPool().query('update question_groups set merged_into = $1 where id = $2', [one, other]);
  await lookAtGaps();
  expect((await readGaps()).filter(({ joined }) => joined === null)).toMatchObject([{ group: one, closed: 'fixed' }]);
});

test('a fixed gap comes home from a merge that is taken back, though nothing fails there', async () => {
  const one = await failingGroup('Where is my card?');
  const [fixed] = await readGaps();
  await closeGap(userActor('analyst'), { gap: fixed?.id ?? '', version: fixed?.version ?? 0 }, 'fixed', null);
  await mainPool().query("update conversation_states set state = 'answered'");
  const other = await failingGroup('Where has my card gone?');
  await mergeAndTakeBack(one, other, 'Where is my card?');
  expect(await readGaps()).toMatchObject([
    { id: fixed?.id, joined: null, group: one, closed: 'fixed' },
    { joined: null, group: other, closed: null },
  ]);
});

test('of two merges the later is taken back: the gap of that group comes home, with the one that had joined it', async () => {
  const first = await failingGroup('Where is my card?');
  const middle = await failingGroup('Where has my card gone?');
  const last = await failingGroup('What of my card?');
  const [, q, r] = await readGaps();
  await mainPool().query("update question_gaps set draft = 'In the post.' where id = any($1)", [[q?.id, r?.id]]);
  await mainPool().query(
    `with worker as (insert into users (name, email, role) values ('Lena', 'lena@example.org', 'analyst') returning id)
     update question_gaps set assignee = worker.id from worker where question_gaps.id = $1`,
    [r?.id],
  );
  const merge = async (group: string, into: string, ...questions: string[]) => {
    await placeQuestions(into, ...questions);
    await mainPool().query('update question_groups set merged_into = $1 where id = $2', [into, group]);
    await lookAtGaps();
  };
  await merge(first, middle, 'Where is my card?');
  await merge(middle, last, 'Where is my card?', 'Where has my card gone?');
  expect(await readGaps()).toMatchObject([{ joined: q?.id }, { joined: r?.id }, { joined: null, group: last }]);
  await mainPool().query('update question_groups set merged_into = null where id = $1', [middle]);
  await placeQuestions(middle, 'Where is my card?', 'Where has my card gone?');
  for (let n = 0; n < 4; n += 1) await lookAtGaps();
  expect(await readGaps()).toMatchObject([
    { joined: q?.id },
    { joined: null, group: middle },
    { joined: null, group: last },
  ]);
});

test('a gap that somebody works on comes home with the failure that is left', async () => {
  const other = await failingGroup('Where has my card gone?');
  const one = await failingGroup('Where is my card?');
  await mainPool().query("update question_gaps set draft = 'In the post.'");
  await mainPool().query(
    `update conversation_states s set state = 'answered' from conversations c
     where c.id = s.id and c.user_message = 'Where is my card?' and c.session_id <> 'a'`,
  );
  await lookAtGaps();
  await mergeAndTakeBack(one, other, 'Where is my card?');
  for (let n = 0; n < 2; n += 1) {
    expect(await readGaps()).toMatchObject([
      { joined: null, group: other, sessions: 3 },
      { joined: null, group: one, sessions: 1, gone: false },
    ]);
    await lookAtGaps();
  }
});

/** The group of this question goes into another and comes back, and is looked at after both. */
async function mergeAndTakeBack(group: string, into: string, question: string): Promise<void> {
  await placeQuestions(into, question);
  await mainPool().query('update question_groups set merged_into = $1 where id = $2', [into, group]);
  await lookAtGaps();
  expect((await readGaps()).filter(({ joined }) => joined !== null)).toHaveLength(1);
  await mainPool().query('update question_groups set merged_into = null where id = $1', [group]);
  await placeQuestions(group, question);
  await lookAtGaps();
}

test('a note is taken over once, and whoever writes there is told', async () => {
  const analyst = userActor('analyst');
  const one = await failingGroup('Where is my card?');
  const other = await failingGroup('Where has my card gone?');
  const [first, second] = (await readGaps()).map(({ id }) => id);
  if (first === undefined || second === undefined) throw new Error('There are not two gaps.');
  await mainPool().query("update question_gaps set draft = 'In the post.' where id = $1", [first]);
  const mine = await saveGapText(analyst, first, 'note', { text: 'Ask Lena', basis: null });
  await saveGapText(analyst, second, 'note', { text: 'Ask Omar', basis: null });
  for (let n = 0; n < 2; n += 1) {
    await placeQuestions(one, 'Where has my card gone?');
    await mainPool().query('update question_groups set merged_into = $1 where id = $2', [one, other]);
    await lookAtGaps();
    const { rows } = await mainPool().query('select note from question_gaps where id = $1', [first]);
    expect(rows).toEqual([{ note: 'Ask Lena\n\nAsk Omar' }]);
    await mainPool().query('update question_groups set merged_into = null where id = $1', [other]);
    await placeQuestions(other, 'Where has my card gone?');
    for (let looks = 0; looks < 2; looks += 1) await lookAtGaps();
    expect((await readGaps()).map(({ joined }) => joined)).toEqual([null, null]);
  }
  if (!mine.ok || !mine.value.saved) throw new Error('It was not saved.');
  const late = await saveGapText(analyst, first, 'note', { text: 'Ask Lena first', basis: mine.value.at });
  expect(late).toMatchObject({ ok: true, value: { saved: false, text: 'Ask Lena\n\nAsk Omar' } });
});

test('of two drafts the one of the gap that joins is kept in the note', async () => {
  const one = await failingGroup('Where is my card?');
  const other = await failingGroup('Where has my card gone?');
  const [first, second] = await readGaps();
  await mainPool().query("update question_gaps set draft = 'In the post.' where id = $1", [first?.id]);
  await mainPool().query("update question_gaps set draft = 'At the branch.', note = 'Ask Lena.' where id = $1", [
    second?.id,
  ]);
  await placeQuestions(one, 'Where has my card gone?');
  await mainPool().query('update question_groups set merged_into = $1 where id = $2', [one, other]);
  await lookAtGaps();
  const { rows } = await mainPool().query('select draft, note from question_gaps where joined_into is null');
  expect(rows).toEqual([
    { draft: 'In the post.', note: 'Ask Lena.\n\nThe draft of the gap that joined this one:\nAt the branch.' },
  ]);
});

test('what a gap took over from one that joined it goes with that when they part, but for what was changed since', async () => {
  const analyst = userActor('analyst');
  const one = await failingGroup('Where is my card?');
  const [fixed] = await readGaps();
  await saveGapText(analyst, fixed?.id ?? '', 'draft', { text: 'In the post.', basis: null });
  await setGapDue(analyst, { gap: fixed?.id ?? '', version: fixed?.version ?? 0 }, '2026-12-01');
  await closeGap(analyst, { gap: fixed?.id ?? '', version: (fixed?.version ?? 0) + 1 }, 'fixed', null);
  const other = await failingGroup('Where has my card gone?');
  const open = (await readGaps())[1]?.id ?? '';
  const held = async () =>
    (
      await mainPool().query(
        'select draft, due_on::text as due, fixed_at is not null as fixed, closed from question_gaps order by id',
      )
    ).rows;
  const merge = async () => {
    await placeQuestions(one, 'Where has my card gone?');
    await mainPool().query('update question_groups set merged_into = $1 where id = $2', [one, other]);
    await lookAtGaps();
    expect(await readGaps()).toMatchObject([{ joined: open }, { id: open, joined: null, group: one }]);
  };
  const part = async () => {
    await mainPool().query('update question_groups set merged_into = null where id = $1', [other]);
    await placeQuestions(other, 'Where has my card gone?');
    for (let n = 0; n < 2; n += 1) await lookAtGaps();
    expect(await readGaps()).toMatchObject([{ joined: null }, { joined: null }]);
  };
  const first = { draft: 'In the post.', due: '2026-12-01', fixed: true, closed: 'fixed' };
  const own = { draft: '', due: null, fixed: false, closed: null };
  await merge();
  expect((await held())[1]).toEqual({ ...first, closed: null });
  await part();
  expect(await held()).toEqual([first, own]);
  await merge();
  const { at } = await draftOf(open);
  await saveGapText(analyst, open, 'draft', { text: 'In the post, or at the branch.', basis: at });
  await part();
  expect(await held()).toEqual([first, { ...own, draft: 'In the post, or at the branch.' }]);
  const { rows } = await mainPool().query('select details from question_gap_events');
  expect(JSON.stringify(rows)).not.toContain('In the post');
});

async function draftOf(gap: string): Promise<{ at: string | null }> {
  const { rows } = await mainPool().query('select draft_at::text as at from question_gaps where id = $1', [gap]);
  return z.tuple([z.object({ at: z.string().nullable() })]).parse(rows)[0];
}
