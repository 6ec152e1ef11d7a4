import { describe, expect, test } from 'vitest';
import { everyTurn } from '#lib/measures/turn-filter.ts';
import { getRetentionPlan } from '#server/conversations/retention/months.ts';
import { requestRetention } from '#server/conversations/retention/requests.ts';
import { dropOldMonths } from '#server/conversations/retention/run.ts';
import { mendConversations } from '#server/conversations/verify/mutations.ts';
import { verifyConversations } from '#server/conversations/verify/queries.ts';
import { findVolume } from '#server/conversations/volume.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { ForbiddenError, PasswordNeededError } from '#server/core/errors.ts';
import { forgetSettings } from '#server/core/settings/settings.ts';
import { differingCounts, differingDetails, differingTexts } from '#server/measures/texts.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const worker = systemActor('worker');
const admin = userActor('admin');

/** The month so many before this one, as `2026-03`, and the days from its last instant until now. */
async function monthBack(months: number): Promise<{ month: string; days: number }> {
  const { rows } = await mainPool().query(
    `select to_char(m, 'YYYY-MM') as month, floor(extract(epoch from timezone('utc', now()) - (m + interval '1 month')) / 86400)::int as days
     from (select date_trunc('month', timezone('utc', now())) - make_interval(months => $1) as m) s`,
    [months],
  );
  return rows[0];
}

async function keepFor(days: number | null): Promise<void> {
  await mainPool().query(
    `insert into settings (key, value, updated_by) values ('conversations.retention_days', $1, 'test') on conflict (key) do update set value = excluded.value`,
    [JSON.stringify(days)],
  );
  forgetSettings();
}

async function plant(month: string, session: string, turns: number): Promise<void> {
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, response_time_ms, created_at)
     select $1, 'q', 'a', n, ($2 || '-15')::timestamp from generate_series(1, $3) n`,
    [session, month, turns],
  );
}

const figures = async () => {
  const { rows } = await mainPool().query(
    `select grain, bucket::text, turns, answered, sessions, milliseconds, histogram::text from conversation_rollups order by 1, 2`,
  );
  return rows;
};

describe('keeping turns for so long', () => {
  test('whole months go, sessions with them, and no figure moves', async () => {
    const [old, older, recent] = [await monthBack(3), await monthBack(5), await monthBack(0)];
    await mainPool().query(`select conversations_ensure_month(($1 || '-01')::timestamp)`, [older.month]);
    await plant(older.month, 'long gone', 4);
    await plant(old.month, 'gone', 3);
    await plant(old.month, 'goes on', 1);
    await plant(recent.month, 'goes on', 2);
    await mainPool().query('select conversations_compact()');
    await mainPool().query(`select question_texts_compact();
      insert into question_groups (kind) values ('question');
      select question_texts_place(array_agg(id), array_agg((select max(id) from question_groups))) from question_texts`);
    await plant(recent.month, 'waits', 1);
    await mainPool().query(`delete from conversations where session_id = 'waits'; select conversations_compact()`);
    const before = await figures();

    const plan = await getRetentionPlan(admin, old.days);
    expect(plan.months).toEqual([
      { month: older.month, turns: 4 },
      { month: old.month, turns: 4 },
    ]);
    expect(await countTurns()).toBe(10);
    await keepFor(old.days);
    const told: unknown[] = [];
    const beforehand = async (_: unknown, leaving: string) => void told.push([leaving, await countTurns()]);
    const dropped = await dropOldMonths(worker, { before: beforehand });
    expect(dropped).toEqual({ months: [older.month, old.month], turns: 8 });
    expect(told, 'while all is there').toEqual([[`${(await monthBack(2)).month}-01T00:00:00.000`, 10]]);

    expect(await countTurns()).toBe(2);
    expect(await figures()).toEqual(before);
    const { rows } = await mainPool().query(
      `select (select count(*)::int from conversation_states) as states, (select array_agg(session_id order by 1) from conversation_sessions) as sessions,
              (select count(*)::int from pg_class where relname like 'conversation%_' || to_char(($1 || '-01')::date, 'YYYY_MM')) as tables`,
      [old.month],
    );
    expect(rows).toEqual([{ states: 2, sessions: ['goes on'], tables: 0 }]);
    const audited = await mainPool().query(
      "select target_id, details from audit_log where action = 'retention.drop' order by id",
    );
    expect(audited.rows).toEqual([
      { target_id: older.month, details: { month: older.month, turns: 4 } },
      { target_id: old.month, details: { month: old.month, turns: 4 } },
    ]);
    expect(await dropOldMonths(worker, { before: beforehand })).toEqual({ months: [], turns: 0 });
    expect(told).toHaveLength(1);
    await mainPool().query('select conversations_compact()');
    expect(await figures()).toEqual(before);
    for (const differing of [differingTexts(), differingDetails(), differingCounts()])
      expect(await prisma().$queryRaw(differing)).toEqual([]);
    await mainPool().query('select question_texts_compact()');
    expect((await mainPool().query('select sum(asked)::int as asked from question_texts')).rows).toEqual([
      { asked: 2 },
    ]);
  });

  test('a session that began in a dropped month stays counted there when it loses a turn, and its last', async () => {
    const [{ month, days }, recent] = [await monthBack(7), await monthBack(0)];
    await mainPool().query(`select conversations_ensure_month(($1 || '-01')::timestamp)`, [month]);
    await plant(month, 'runs on', 1);
    await plant(recent.month, 'runs on', 2);
    await mainPool().query('select conversations_compact()');
    await keepFor(days);
    expect((await dropOldMonths(worker)).months).toContain(month);
    const sessionsBegun = async () =>
      (await figures()).map(({ grain, bucket, sessions }) => ({ grain, bucket, sessions }));
    const began = async () => {
      const { rows } = await mainPool().query(
        "select to_char(first_at, 'YYYY-MM') as month, first_id, turns::int from conversation_sessions where session_id = 'runs on'",
      );
      return rows[0];
    };
    const [figuresBefore, { first_id }] = [await sessionsBegun(), await began()];
    await mainPool().query(
      `delete from conversations where id = (select max(id) from conversations where session_id = 'runs on'); select conversations_compact()`,
    );
    expect(await began()).toEqual({ month, first_id, turns: 1 });
    expect(await sessionsBegun()).toEqual(figuresBefore);
    await mainPool().query(`delete from conversations where session_id = 'runs on'; select conversations_compact()`);
    expect(await began()).toBeUndefined();
    expect(await sessionsBegun()).toEqual(figuresBefore);
  });

  test('a month goes also where what comes before it fails', async () => {
    const { month, days } = await monthBack(9);
    await mainPool().query(`select conversations_ensure_month(($1 || '-01')::timestamp)`, [month]);
    await plant(month, 'not kept', 1);
    await keepFor(days);
    const before = () => Promise.reject(new Error('no examples'));
    expect((await dropOldMonths(worker, { before })).months).toContain(month);
  });

  test('a late turn of a dropped month does not make its figures be counted anew', async () => {
    const { month, days } = await monthBack(6);
    await mainPool().query(`select conversations_ensure_month(($1 || '-01')::timestamp)`, [month]);
    await plant(month, 'once there', 5);
    await keepFor(days);
    expect((await dropOldMonths(worker)).months).toContain(month);
    await keepFor(null);
    await mainPool().query(`select conversations_ensure_month(($1 || '-01')::timestamp)`, [month]);
    await plant(month, 'late', 1);
    await mainPool().query('select conversations_compact()');
    const before = await figures();
    const { differing, differences } = await verifyConversations(admin);
    expect({ differing, differences }).toEqual({ differing: 0, differences: [] });
    await mendConversations(admin);
    expect(await figures()).toEqual(before);
    expect((await getRetentionPlan(admin, days)).months).toEqual([{ month, turns: 1 }]);
    // The log counts what can be found, in windows that begin and end within the month as well.
    const at = (day: string) => `${month}-${day}Z`;
    const windows = [
      { from: at('01T00:00:00'), to: at('15T00:00:00') },
      { from: at('15T00:00:00'), to: at('15T00:07:00') },
      { from: at('15T00:07:00'), to: new Date().toISOString() },
    ];
    const now = await findVolume(userActor('analyst'), everyTurn, windows);
    expect(now.all.slice(0, 2)).toEqual([0, 1]);
    const { rows } = await mainPool().query('select count(*)::int as turns from conversations where created_at >= $1', [
      windows[2]?.from.replace('Z', ''),
    ]);
    expect(now.all[2]).toBe(rows[0].turns);
    expect(now.matching).toEqual(now.all);
    await keepFor(days);
    expect(await dropOldMonths(worker)).toEqual({ months: [month], turns: 1 });
    const audited = await mainPool().query(
      "select details from audit_log where action = 'retention.drop' and target_id = $1 order by id",
      [month],
    );
    expect(audited.rows.map(({ details }) => details.turns)).toEqual([5, 1]);
  });

  test('a month that only began before the horizon stays', async () => {
    const { month, days } = await monthBack(2);
    await plant(month, 'kept', 1);
    expect((await getRetentionPlan(admin, days + 1)).months).toEqual([]);
  });

  test('without the setting nothing goes', async () => {
    await keepFor(null);
    expect(await dropOldMonths(worker)).toEqual({ months: [], turns: 0 });
  });

  test('a reader who holds the month is waited for, and nobody behind it waits', async () => {
    const { month, days } = await monthBack(4);
    await mainPool().query(`select conversations_ensure_month(($1 || '-01')::timestamp)`, [month]);
    await plant(month, 'read', 1);
    await keepFor(days);
    const reader = await mainPool().connect();
    await reader.query('begin');
    await reader.query('select count(*) from conversations');
    const dropping = dropOldMonths(worker, { pauseMs: 10 });
    const waiting = async () => {
      const { rows } = await mainPool().query(
        "select count(*)::int as count from pg_stat_activity where datname = current_database() and state = 'active' and query like 'select conversations_lock_together%'",
      );
      return rows[0].count;
    };
    await expect.poll(waiting).toBe(1);
    // Who comes after it is not held up.
    expect(await countTurns()).toBeGreaterThan(0);
    await reader.query('commit');
    reader.release();
    expect((await dropping).months).toContain(month);
  });

  test('sessions are deleted while everybody goes on reading and writing', async () => {
    const { month, days } = await monthBack(4);
    await mainPool().query(`select conversations_ensure_month(($1 || '-01')::timestamp)`, [month]);
    await plant(month, 'slow to go', 1);
    await mainPool().query('select conversations_compact()');
    await keepFor(days);
    const holder = await mainPool().connect();
    await holder.query('begin');
    await holder.query("select from conversation_sessions where session_id = 'slow to go' for update");
    const dropping = dropOldMonths(worker, { pauseMs: 10 });
    const deleting = async () => {
      const { rows } = await mainPool().query(
        "select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'delete from conversation_sessions%'",
      );
      return rows[0].count;
    };
    await expect.poll(deleting, { interval: 10 }).toBe(1);
    const { rows } = await mainPool().query(
      "select count(*)::int as held from pg_locks where mode = 'AccessExclusiveLock' and database = (select oid from pg_database where datname = current_database()) and relation::regclass::text like '%conversations%'",
    );
    await holder.query('commit');
    holder.release();
    expect(rows).toEqual([{ held: 0 }]);
    expect((await dropping).months).toContain(month);
  });

  test('a month that cannot be dropped stays whole, sessions, questions and figures included', async () => {
    const { month, days } = await monthBack(4);
    await mainPool().query(`select conversations_ensure_month(($1 || '-01')::timestamp)`, [month]);
    await plant(month, 'stays', 3);
    await mainPool().query(`select conversations_compact(), question_texts_compact();
      create view leans as select id from partitions.conversations_${month.replace('-', '_')}`);
    const before = await figures();
    await keepFor(days);
    await expect(dropOldMonths(worker)).rejects.toThrow('depend');
    expect(await figures()).toEqual(before);
    const sessions = await mainPool().query("select turns::int from conversation_sessions where session_id = 'stays'");
    expect(sessions.rows).toEqual([{ turns: 3 }]);
    for (const differing of [differingTexts(), differingDetails(), differingCounts()])
      expect(await prisma().$queryRaw(differing)).toEqual([]);
    await mainPool().query('drop view leans');
    expect((await dropOldMonths(worker)).months).toContain(month);
  });

  const countTurns = async () => {
    const { rows } = await mainPool().query('select count(*)::int as count from conversations');
    return rows[0].count;
  };
});

describe('who may', () => {
  test.each(['operator', 'analyst'] as const)('%s may neither plan nor drop', async (role) => {
    await expect(getRetentionPlan(userActor(role), 30)).rejects.toThrow(ForbiddenError);
    await expect(dropOldMonths(userActor(role))).rejects.toThrow(ForbiddenError);
    await expect(requestRetention(userActor(role))).rejects.toThrow(ForbiddenError);
  });

  test('dropping asks for a password of the last ten minutes', async () => {
    const late = userActor('admin', { passwordAt: new Date(Date.now() - 11 * 60_000) });
    await expect(requestRetention(late)).rejects.toThrow(PasswordNeededError);
  });
});
