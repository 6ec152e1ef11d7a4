import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { log } from '#server/core/log.ts';
import { withDatabase } from '#test/database.ts';
import { askTurn, emptyGaps, failingGroup, makeGroup, placeQuestions, readGaps } from '#test/gaps.ts';
import { lookForGaps } from './look.ts';

withDatabase();
const worker = systemActor('worker');
vi.useFakeTimers({ toFake: ['Date'] });
const told = vi.spyOn(log, 'error').mockImplementation(() => {});

beforeEach(emptyGaps);
afterEach(async () => {
  await mainPool().query('drop trigger if exists refused on question_gaps');
  told.mockClear();
});

/** Whatever a look writes of these groups is refused from now on. */
async function refuse(...groups: string[]): Promise<void> {
  await mainPool().query(`
    create or replace function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'refused after %', current_setting('statement_timeout'); end $$;
    create trigger refused before insert or update of figures on question_gaps for each row
      when (new.group_id = any ('{${groups.join(',')}}'::bigint[])) execute function refuse()`);
}

/** A group that failed in three sessions and was not looked at. */
async function freshGroup(question: string): Promise<string> {
  const group = await makeGroup();
  for (const session of ['a', 'b', 'c']) await askTurn({ question, session });
  await placeQuestions(group, question);
  return group;
}

/** What rests after a look has rested. */
async function rest(): Promise<void> {
  await mainPool().query("update question_gaps set looked_at = timezone('utc', now()) - interval '1 hour'");
  vi.setSystemTime(Date.now() + 61_000);
}

/** The groups whose gaps were looked at within the last minute, or count as such. */
async function lately(): Promise<string[]> {
  const { rows } = await mainPool().query(
    "select group_id::text as id from question_gaps where looked_at > timezone('utc', now()) - interval '1 minute' order by group_id",
  );
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}

const runs = async () => {
  let count = 1;
  while ((await lookForGaps(worker, { most: 2 })).more) count += 1;
  return count;
};

test('a look that fails stops no other, is told once, and its gap goes to the back', async () => {
  const [bad, good] = [await failingGroup('Where is the bad one?'), await failingGroup('Where is the good one?')];
  await rest();
  await refuse(bad);
  expect(await lookForGaps(worker)).toEqual({ looked: 1, more: false });
  expect(await lately()).toEqual([bad, good]);
  const message = expect.stringContaining('refused after 6s');
  expect(told.mock.calls).toEqual([[{ event: 'gaps.look_failed', group: bad, message }]]);
  expect(await lookForGaps(worker), 'it counts as looked at').toEqual({ looked: 0, more: false });
  await rest();
  await lookForGaps(worker);
  expect(told).toHaveBeenCalledTimes(1);
  await mainPool().query('drop trigger refused on question_gaps');
  await rest();
  expect(await lookForGaps(worker)).toEqual({ looked: 2, more: false });
  await refuse(bad);
  await rest();
  await lookForGaps(worker);
  expect(told, 'it began to fail anew').toHaveBeenCalledTimes(2);
});

test('however many fail, the others have their looks and a run ends; what fails is tried one a run', async () => {
  const bad: string[] = [];
  for (const n of [1, 2, 3, 4, 5]) bad.push(await freshGroup(`What about bad ${n}?`));
  const good = await freshGroup('What about the good one?');
  await refuse(...bad);
  expect(await runs()).toBeLessThan(6);
  expect((await readGaps()).map(({ group }) => group)).toEqual([good]);
  expect(told).toHaveBeenCalledTimes(5);
  await mainPool().query('drop trigger refused on question_gaps');
  expect(await lookForGaps(worker), 'none is tried again before it has rested').toMatchObject({ looked: 0 });
  await rest();
  expect((await lookForGaps(worker)).looked, 'the good one and one of the others').toBe(2);
  for (let n = 2; n <= bad.length; n += 1) expect((await lookForGaps(worker)).looked).toBe(1);
  expect((await readGaps()).map(({ group }) => group).toSorted()).toEqual([...bad, good].toSorted());
});

/** Whatever looks at all of this group takes longer than it may. */
async function slow(group: string): Promise<void> {
  await mainPool().query(`
    create or replace function refuse() returns trigger language plpgsql as
      $$ begin if current_setting('statement_timeout') = '6s' then perform pg_sleep(20); end if; return new; end $$;
    create trigger refused before insert or update of figures on question_gaps for each row
      when (new.group_id = ${group}) execute function refuse()`);
}

test('a group that takes too long is read in part, which is no failure; what was read whole stands', async () => {
  const group = await makeGroup();
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
     select 's' || n, 'Where is all of it?', 'Sorry.', 0, timezone('utc', now()) from generate_series(1, 1100) n`,
  );
  await placeQuestions(group, 'Where is all of it?');
  const seen = async () => {
    const { rows } = await mainPool().query(
      `select (figures->'sessions'->>'all')::int as sessions, (figures->>'bounded')::boolean as bounded from question_gaps where group_id = $1`,
      [group],
    );
    return rows;
  };
  await slow(group);
  expect(await lookForGaps(worker)).toMatchObject({ looked: 1 });
  expect(await seen()).toEqual([{ sessions: 1000, bounded: true }]);
  await mainPool().query('drop trigger refused on question_gaps');
  await rest();
  await lookForGaps(worker);
  expect(await seen()).toEqual([{ sessions: 1100, bounded: false }]);
  await slow(group);
  await rest();
  expect(await lookForGaps(worker)).toMatchObject({ looked: 1 });
  expect(await lately(), 'it was looked at').toEqual([group]);
  expect(await seen()).toEqual([{ sessions: 1100, bounded: false }]);
  expect(told).not.toHaveBeenCalled();
}, 60_000);

test('when not even that can be noted the run fails, and nothing is known to fail', async () => {
  const group = await failingGroup('Where is it?');
  await rest();
  await mainPool().query(`
    create or replace function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
    create trigger refused before update on question_gaps for each row execute function refuse()`);
  await expect(lookForGaps(worker)).rejects.toThrow('refused');
  expect(told).not.toHaveBeenCalled();
  await mainPool().query('drop trigger refused on question_gaps');
  expect(await lookForGaps(worker)).toEqual({ looked: 1, more: false });
  expect(await lately()).toEqual([group]);
});
