import { beforeEach, describe, expect, test } from 'vitest';
import { seedTurns } from '#server/conversations/seed.ts';
import { verifyConversations } from '#server/conversations/verify/queries.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const actor = systemActor('seed');
const now = Date.parse('2026-03-20T11:00:00Z');
const options = { count: 3_000, days: 60, now };

beforeEach(async () => {
  await mainPool().query('truncate conversations restart identity');
  for (const month of ['2026_01', '2026_02', '2026_03'])
    await mainPool().query(
      `drop table if exists partitions.conversations_${month}, partitions.conversation_states_${month}`,
    );
});

async function one(sql: string): Promise<Record<string, unknown>> {
  const { rows } = await mainPool().query(sql);
  return rows[0];
}

const shape = `select count(*)::int as turns, md5(string_agg(concat_ws('|', session_id, user_message, assistant_response, is_answered, knowledge_base,
  response_time_ms, created_at, client_ip, source), ';' order by created_at, session_id, user_message, response_time_ms)) as content from conversations`;

describe('the seed', () => {
  test('writes the same turns whether their month is there or not, and all that is derived agrees', async () => {
    await mainPool().query(`select conversations_ensure_month('2026-02-01')`);
    expect(await seedTurns(actor, options, () => undefined)).toBe(3_000);
    expect(await verifyConversations(systemActor('cli'))).toMatchObject({
      turns: 3_000,
      differing: 0,
      differences: [],
    });
    const mixed = await one(shape);
    await mainPool().query('truncate conversations');
    await mainPool().query('drop table partitions.conversations_2026_01, partitions.conversation_states_2026_01');
    expect(await seedTurns(actor, options, () => undefined)).toBe(3_000);
    expect(await one(shape)).toEqual(mixed);
    expect(await one(`select count(*)::int as partial from conversation_states where state = 'partial'`)).not.toEqual({
      partial: 0,
    });
  });

  test('adds what is missing and nothing twice', async () => {
    const told: number[] = [];
    await seedTurns(actor, { ...options, count: 1_000 }, () => undefined);
    expect(await seedTurns(actor, options, (done) => told.push(done))).toBe(2_000);
    expect(told.at(-1)).toBe(3_000);
    const topped = await one(shape);
    expect(await seedTurns(actor, options, () => undefined)).toBe(0);
    expect(await one(shape)).toEqual(topped);
    expect(await verifyConversations(systemActor('cli'))).toMatchObject({ differing: 0 });
  });

  test('makes months like any other: same indexes, same owner, and what waited for the month moves in', async () => {
    await mainPool().query(
      `insert into conversations (session_id, user_message, assistant_response, created_at) values ('early', 'q', 'a', '2026-02-10')`,
    );
    await seedTurns(actor, options, () => undefined);
    await mainPool().query(`select conversations_ensure_month('2026-04-01')`);
    const facts = (month: string) =>
      one(`select pg_get_userbyid(relowner) as owner, (
        select array_agg(regexp_replace(pg_get_indexdef(indexrelid), 'INDEX \\S+ ON \\S+', '') order by 1) from (
          select x.indexrelid from pg_index x where x.indrelid = c.oid order by regexp_replace(pg_get_indexdef(x.indexrelid), 'INDEX \\S+ ON \\S+', '')) i) as indexes
        from pg_class c where oid = 'partitions.conversations_${month}'::regclass`);
    expect(await facts('2026_02')).toEqual(await facts('2026_04'));
    expect(await one(`select tableoid::regclass::text as place from conversations where session_id = 'early'`)).toEqual(
      {
        place: 'partitions.conversations_2026_02',
      },
    );
    expect(await verifyConversations(systemActor('cli'))).toMatchObject({ turns: 3_001, differing: 0 });
  });

  test('is for admins', async () => {
    await expect(seedTurns(userActor('analyst'), options, () => undefined)).rejects.toThrow(ForbiddenError);
  });
});
