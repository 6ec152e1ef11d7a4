import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { randomOf } from '#lib/random.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { differingCounts, differingDetails, differingTexts } from '#server/measures/texts.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

const numbers = z.array(z.object({ id: z.string() }));
let groups: number[] = [];

beforeAll(async () => {
  const { rows } = await mainPool().query(
    `insert into question_groups (kind) select 'question' from generate_series(1, 3) returning id::text as id`,
  );
  groups = [0, -1, ...numbers.parse(rows).map(({ id }) => Number(id))];
});

const fold = () => mainPool().query('select question_texts_compact()');

async function differences(): Promise<unknown[]> {
  return Promise.all([differingTexts(), differingDetails(), differingCounts()].map((sql) => prisma().$queryRaw(sql)));
}

const none = [[], [], []];

async function place(ids: (string | number)[], into: number[]): Promise<number> {
  const { rows } = await mainPool().query('select question_texts_place($1::bigint[], $2::bigint[])::int as placed', [
    ids,
    into,
  ]);
  return z.tuple([z.object({ placed: z.int() })]).parse(rows)[0].placed;
}

async function countsOf(group: number, grain: number): Promise<number> {
  const { rows } = await mainPool().query(
    'select coalesce(sum(asked), 0)::int as asked from question_group_counts where group_id = $1 and grain = $2',
    [group, grain],
  );
  return z.tuple([z.object({ asked: z.int() })]).parse(rows)[0].asked;
}

describe('blocks of groups', () => {
  test('agree with the turns after any writes, folded or not, whatever text lies where', async () => {
    const draw = randomOf(1811);
    const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(draw() * values.length)];
    const texts = [
      'What is it?',
      'what is it',
      'Who are you?',
      'hello',
      'Open an account.',
      'a \\x41 back\\slash?',
      '',
    ];
    let placed = 0;
    for (let step = 0; step < 120; step += 1) {
      const which = draw();
      const some = `id % 7 = ${Math.floor(draw() * 7)}`;
      if (which < 0.35)
        await mainPool().query(
          `insert into conversations (session_id, user_message, assistant_response, is_answered, knowledge_base, response_time_ms, created_at)
           select 's' || n, $1, 'a', $2, $3, $4 * n, timestamp '2026-01-15 10:07' + n * $5::interval from generate_series(1, $6::int) n`,
          [
            pick(texts),
            pick([0, 1, null]),
            pick(['cards', '', null]),
            pick([3, 800, null]),
            pick(['20 days', '7 minutes', '5 hours']),
            1 + Math.floor(draw() * 4),
          ],
        );
      else if (which < 0.45)
        await mainPool().query(`update conversations set user_message = $1 where ${some}`, [pick(texts)]);
      else if (which < 0.5)
        await mainPool().query(
          `update conversations set created_at = created_at + $1::interval, knowledge_base = $2 where ${some}`,
          [pick(['31 days', '3 minutes']), pick(['cards', 'loans'])],
        );
      else if (which < 0.53)
        await mainPool().query(`update conversations set response_time_ms = id::int * 10 where ${some}`);
      else if (which < 0.65)
        await mainPool().query(`update conversation_states set state = $1::turn_state where ${some}`, [
          pick(['answered', 'unanswered', 'partial', 'unknown']),
        ]);
      else if (which < 0.72) await mainPool().query(`delete from conversations where ${some}`);
      else if (which < 0.9) {
        const { rows } = await mainPool().query(
          'select id::text as id from question_texts order by md5(id::text || $1::text) limit 3',
          [step],
        );
        const ids = numbers.parse(rows).map(({ id }) => id);
        placed += await place(
          [...ids, 999_999_999],
          [...ids, 0].map(() => pick(groups) ?? 0),
        );
      } else if (which < 0.95) await mainPool().query('select question_texts_compact(2)');
      else await fold();
      expect(await differences()).toEqual(none);
    }
    await fold();
    expect(await differences()).toEqual(none);
    const { rows } = await mainPool().query(`
      select (select count(*)::int from search.stale_turns) as stale, (select count(*)::int from question_group_moves) as moves,
        (select count(*)::int from question_group_counts where (asked, answered, unanswered, partial) = (0, 0, 0, 0)) as zeros,
        (select count(*)::int from question_texts q where not exists
          (select from conversations c where search.asked_key(c.user_message) = substring(q.hash from 1 for 8))) as lost`);
    expect(rows).toEqual([{ stale: 0, moves: 0, zeros: 0, lost: 0 }]);
    expect(placed).toBeGreaterThan(20);
  });

  test('a text takes what was folded of it along, and what waits follows', async () => {
    await mainPool().query('truncate conversations');
    const ask = (times: number) =>
      mainPool().query(
        `insert into conversations (session_id, user_message, assistant_response, created_at) select 's', 'Same?', 'a', '2026-03-01 10:00' from generate_series(1, $1)`,
        [times],
      );
    const group = groups[2] ?? 0;
    await ask(3);
    await fold();
    await ask(2);
    const { rows } = await mainPool().query('select id::text as id from question_texts');
    const [text] = numbers.parse(rows);
    expect(await place([text?.id ?? '', text?.id ?? ''], [0, group])).toBe(1);
    expect(await place([text?.id ?? ''], [group])).toBe(0);
    for (const grain of [0, 3, 7]) expect(await countsOf(group, grain)).toBe(3);
    expect(await differences()).toEqual(none);
    await ask(1);
    await fold();
    expect([await countsOf(group, 0), await countsOf(0, 0)]).toEqual([6, 0]);
    await expect(place([text?.id ?? ''], [12_345])).rejects.toThrow('There is no such group');
    await mainPool().query('truncate conversations');
    expect(await differences()).toEqual(none);
    expect(await countsOf(group, 0)).toBe(0);
  });
});
