import 'server-only';
import type { PoolClient } from 'pg';
import { Prisma } from '#generated/prisma/client.ts';
import { quartersOf, sessionsOf, turnsWithState } from '#server/conversations/recount.ts';
import { copyTurns, type DayGap } from '#server/conversations/seed-rows.ts';
import { textDelta, textsOf } from '#server/measures/texts.ts';

/** States first: whoever makes months locks in this order. */
const parents = ['conversation_states', 'conversations'] as const;

/**
 * Loads a whole month of invented turns that is not there yet: tables of its own without indexes or triggers, then
 * states, deltas and indexes over the whole, then both are joined on. Readers and writers go on until the last step.
 * @param month `YYYY-MM`
 * @returns false, with nothing done, when the month is there
 */
export async function loadMonth(
  client: PoolClient,
  month: string,
  gaps: DayGap[],
  tell: (turns: number) => void,
): Promise<boolean> {
  if (!/^\d{4}-\d{2}$/.test(month)) throw new Error(`${month} is not a month.`);
  const suffix = month.replace('-', '_');
  if (await isThere(client, suffix)) return false;
  await client.query('begin');
  try {
    for (const parent of parents)
      await client.query(
        `create table partitions.seed_${parent}_${suffix} (like public.${parent} including defaults including constraints)`,
      );
    await copyTurns(client, `partitions.seed_conversations_${suffix}`, gaps, { frozen: true, onTurns: tell });
    await followUp(client, suffix);
    for (const parent of parents) await makeIndexes(client, parent, suffix);
    if (!(await joinOn(client, month, suffix)))
      throw new Error(`The month ${month} was made meanwhile. Run the seed again.`);
    await client.query('commit');
    return true;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function isThere(client: PoolClient, suffix: string): Promise<boolean> {
  const { rows } = await client.query<{ yes: boolean }>('select to_regclass($1) is not null as yes', [
    `partitions.conversations_${suffix}`,
  ]);
  return rows[0]?.yes === true;
}

/** What the triggers do for each statement, for the month as a whole; the partial ones have their state at once. */
async function followUp(client: PoolClient, suffix: string): Promise<void> {
  const turns = Prisma.raw(`partitions.seed_conversations_${suffix}`);
  const states = Prisma.raw(`partitions.seed_conversation_states_${suffix}`);
  await client.query(`
    insert into ${states.sql} (id, created_at, state, phrase_state, phrase_rule)
    select id, created_at, (case is_answered when 1 then 'answered' when 0 then 'unanswered' else 'partial' end)::turn_state,
           case when is_answered is null then 'partial'::turn_state end, case when is_answered is null then 'seed' end
    from ${turns.sql}`);
  await client.query(`analyze ${turns.sql}, ${states.sql}`);
  const seen = turnsWithState(turns, states, '-infinity');
  await run(
    client,
    Prisma.sql`
    insert into conversation_rollup_deltas (bucket, knowledge_base, source, turns, answered, unanswered, partial, sessions, timed, milliseconds, histogram)
    ${quartersOf(seen)}`,
  );
  await run(client, Prisma.sql`insert into ${textDelta} ${textsOf(turns, states)}`);
  await run(
    client,
    Prisma.sql`
    insert into conversation_session_deltas (session_id, first_at, first_id, last_at, turns, answered, unanswered, knowledge_base, source)
    ${sessionsOf(seen)}`,
  );
}

async function run(client: PoolClient, statement: Prisma.Sql): Promise<void> {
  await client.query(statement.text, statement.values);
}

/** The same indexes as the parent has: joining on finds them and makes none while others wait. */
async function makeIndexes(client: PoolClient, parent: string, suffix: string): Promise<void> {
  const table = `partitions.seed_${parent}_${suffix}`;
  const { rows } = await client.query<{ definition: string; primary: boolean }>(
    `select pg_get_indexdef(indexrelid) as definition, indisprimary as "primary" from pg_index where indrelid = $1::regclass`,
    [`public.${parent}`],
  );
  for (const { definition, primary } of rows) {
    await client.query(
      primary
        ? `alter table ${table} add primary key (id, created_at)`
        : definition.replace(/^CREATE INDEX \S+ ON ONLY \S+ /, `create index on ${table} `),
    );
  }
  await client.query('select public.conversations_suit_partition($1)', [`seed_${parent}_${suffix}`]);
}

/** A month of work is not given up for a reader who takes his time. */
const LOCK_SECONDS = 60;

/** Under the lock of whoever makes months. Turns that others wrote to this month meanwhile are in the default partition and move over. */
async function joinOn(client: PoolClient, month: string, suffix: string): Promise<boolean> {
  await client.query(`select pg_advisory_xact_lock(hashtext('switchboard.conversations_ensure_month'))`);
  if (await isThere(client, suffix)) return false;
  await client.query('select public.conversations_lock_together($1::regclass[], $2)', [
    parents.map((parent) => `partitions.${parent}_default`),
    LOCK_SECONDS,
  ]);
  for (const parent of parents) {
    const table = `partitions.${parent}_${suffix}`;
    const bounds = `from ('${month}-01') to (date_trunc('month', date '${month}-01') + interval '1 month')`;
    const held = `created_at >= '${month}-01' and created_at < date '${month}-01' + interval '1 month'`;
    await client.query(`alter table partitions.seed_${parent}_${suffix} rename to ${parent}_${suffix}`);
    await client.query('select monitor.give_to_owner($1, $2)', ['TABLE', table]);
    await client.query(
      `with moved as (delete from partitions.${parent}_default where ${held} returning *) insert into ${table} select * from moved`,
    );
    await client.query(`alter table public.${parent} attach partition ${table} for values ${bounds}`);
  }
  return true;
}
