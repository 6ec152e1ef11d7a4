import { expect, test } from 'vitest';
import { z } from 'zod';
import { randomOf } from '#lib/random.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { askTurn, makeGroup, placeQuestions } from '#test/gaps.ts';
import { lookForGaps } from './look.ts';
import { closeGap } from './mutations.ts';
import { undoGap } from './undo.ts';

withDatabase();
const worker = systemActor('worker');
const analyst = userActor('analyst');
const questions = ['one', 'two', 'three', 'four', 'five', 'six'];
const STEPS = 160;

const gapRows = z.array(
  z.object({
    id: z.string(),
    group: z.string(),
    closed: z.string().nullable(),
    closedAt: z.string().nullable(),
    version: z.int(),
  }),
);
/** The gaps that stand by themselves. */
async function standing() {
  const { rows } = await mainPool().query(
    `select id::text, group_id::text as group, closed, closed_at::text as "closedAt", version from question_gaps where joined_into is null order by id`,
  );
  return gapRows.parse(rows);
}

const failureRows = z.array(z.object({ id: z.string(), session: z.string(), group: z.string(), late: z.boolean() }));
/** The failed turns of a group, each with whether it was asked after an instant. */
async function failures(group: string, after: string) {
  const { rows } = await mainPool().query(
    `select c.id::text, c.session_id as session, q.group_id::text as group, c.created_at > $2::timestamp as late
     from conversations c join conversation_states s on s.id = c.id and s.created_at = c.created_at and s.state = 'unanswered'
     join question_texts q on q.normalized = search.asked_text(c.user_message) where q.group_id = $1`,
    [group, after],
  );
  return failureRows.parse(rows);
}

const eventRows = z.array(
  z.object({
    id: z.string(),
    group: z.string(),
    details: z.object({ closedAt: z.string(), evidence: z.array(z.object({ id: z.string() })).min(1) }),
  }),
);
async function reopenings(behind: string) {
  const { rows } = await mainPool().query(
    `select e.id::text, g.group_id::text as group, e.details from question_gap_events e join question_gaps g on g.id = e.gap_id
     where e.kind = 'reopened' and e.id > $1 order by e.id`,
    [behind],
  );
  return eventRows.parse(rows);
}

test.each([1, 2, 3, 4])(
  'a fix reopens by its own failures after it and by nothing else, whatever happens (%i)',
  async (seed) => {
    await mainPool().query('truncate conversations');
    await mainPool().query('truncate question_gaps, question_gap_marks cascade');
    const draw = randomOf(seed * 7_919);
    const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(draw() * values.length)];
    const groups = [await makeGroup(), await makeGroup(), await makeGroup()];
    const homes = new Map(questions.map((question, place) => [question, groups[place % 3] ?? '']));
    /** When a turn came in and when a gap was closed, in steps. */
    const cameIn = new Map<string, number>();
    const closedIn = new Map<string, number>();
    let seenEvents = '0';
    let reopened = 0;

    const ask = async (step: number, answered: boolean, at?: string) => {
      const question = pick(questions) ?? 'one';
      const id = await askTurn({
        question,
        session: `s${Math.floor(draw() * 9)}`,
        answered,
        ...(at === undefined ? {} : { at }),
      });
      cameIn.set(id, step);
    };
    const settle = async () => {
      for (const group of groups)
        await placeQuestions(group, ...questions.filter((question) => homes.get(question) === group));
      while ((await lookForGaps(worker)).more);
    };

    for (let step = 0; step < STEPS; step += 1) {
      const which = draw();
      const [gap] = (await standing()).filter(({ closed }) => (which < 0.6 ? closed === null : closed !== null));
      if (which < 0.4) await ask(step, which < 0.1);
      else if (which < 0.5) for (let n = 0; n < 4; n += 1) await ask(step, false, '2026-01-02 10:00');
      else if (which < 0.52) await ask(step, false, '2099-01-02 10:00');
      else if (which < 0.6 && gap !== undefined) {
        await closeGap(analyst, { gap: gap.id, version: gap.version }, 'fixed', null);
        for (const { closedAt } of await standing())
          if (closedAt !== null && !closedIn.has(closedAt)) closedIn.set(closedAt, step);
      } else if (which < 0.64 && gap !== undefined) await undoGap(analyst, gap.id, null);
      else if (which < 0.7) {
        await mainPool().query(
          `update conversation_states set state = case state when 'unanswered' then 'answered' else 'unanswered' end::turn_state where id % 11 = $1`,
          [Math.floor(draw() * 11)],
        );
        // As many may have been marked failed as were taken back: told by the look that comes every ten minutes.
        await mainPool().query("update question_gaps set looked_at = looked_at - interval '11 minutes'");
      } else if (which < 0.76) homes.set(pick(questions) ?? 'one', pick(groups) ?? '');
      else if (which < 0.79) {
        const [from, into] = [pick(groups), pick(groups)];
        if (from !== undefined && into !== undefined && from !== into) {
          for (const [question, home] of homes) if (home === from) homes.set(question, into);
          await mainPool().query('update question_groups set merged_into = $1 where id = $2', [into, from]);
          groups.splice(groups.indexOf(from), 1, await makeGroup());
        }
      } else {
        await settle();
        for (const { id, group, details } of await reopenings(seenEvents)) {
          const own = new Map((await failures(group, details.closedAt)).map((turn) => [turn.id, turn]));
          const closed = closedIn.get(details.closedAt) ?? STEPS;
          for (const turn of details.evidence) {
            expect(own.get(turn.id)?.late, 'a failed turn of its own group, asked after the fix').toBe(true);
            expect(cameIn.get(turn.id), 'that came in after the fix').toBeGreaterThanOrEqual(closed);
          }
          seenEvents = id;
          reopened += 1;
        }
        for (const { group, closedAt } of (await standing()).filter(({ closed }) => closed === 'fixed')) {
          const since = (await failures(group, closedAt ?? '')).filter(
            ({ id, late }) => late && (cameIn.get(id) ?? 0) > (closedIn.get(closedAt ?? '') ?? STEPS),
          );
          expect(since.length, 'failures that a fix may stand').toBeLessThan(3);
          expect(new Set(since.map(({ session }) => session)).size).toBeLessThan(2);
        }
      }
    }
    expect(reopened).toBeGreaterThan(0);
  },
  120_000,
);
