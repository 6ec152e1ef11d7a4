import { expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { matcherOf } from '#server/core/erasure/matcher.ts';
import { renameGroup } from '#server/questions/rulings/marks.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { quietWork } from '#test/erasure-work.ts';
import { plantGroup } from '#test/question-groups.ts';
import { whileOpen } from '#test/while-open.ts';
import { questionGroupStore } from './store.ts';

withDatabase();
const analyst = userActor('analyst');
const email = 'ada@example.org';

/** A group that was named after somebody, and anew since. */
async function renamedGroup(): Promise<{ id: number; ruling: number }> {
  const { id } = await plantGroup(['desk', 'desk']);
  for (const name of [`Desk of ${email}`, 'The desk']) {
    const { rows } = await mainPool().query('select version from question_groups where id = $1', [id]);
    expect(await renameGroup(analyst, { id, version: rows[0].version }, name)).toMatchObject({ ok: true });
  }
  const { rows } = await mainPool().query('select max(id)::int as ruling from question_rulings');
  return { id, ruling: rows[0].ruling };
}

async function erase(): Promise<void> {
  await questionGroupStore.erase?.(await matcherOf({ kind: 'email', value: email }), quietWork);
}

test('a name that an undo is bringing back meanwhile is erased with what was kept of it', async () => {
  const { id, ruling } = await renamedGroup();
  const undone = [
    "select pg_advisory_xact_lock(hashtext('switchboard.question_texts_compact'))",
    `update question_groups g set name = r.before->>'name' from question_rulings r where g.id = ${id} and r.id = ${ruling}`,
  ];
  await whileOpen(undone, erase);
  const { rows } = await mainPool().query(
    `select g.name, r.before->>'name' as before from question_groups g join question_rulings r on r.group_id = g.id where r.id = $1`,
    [ruling],
  );
  expect(rows).toEqual([{ name: null, before: null }]);
});
