import 'server-only';
import pg from 'pg';
import { z } from 'zod';
import { MONITOR } from '#lib/monitoring/own-connections.ts';
import { type PlanNode, planShape, readPlan } from '#lib/monitoring/statements/plan.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { directConnection } from '#server/core/db/connection.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { isUnavailable, sqlStateOf } from '#server/core/errors.ts';
import { readStatementSettings, readTexts } from './counters.ts';
import { identify, storedId } from './identity.ts';

const CONNECT_WITHIN_MS = 2_000;
const STATEMENT_MS = 2_000;
const LOCK_MS = 500;
const ANSWER_WITHIN_MS = 3_000;
const GENERIC_PLAN_SINCE = 160_000;
/** More than these the protocol cannot carry. */
const MOST_PARAMETERS = 65_535;

/**
 * The plan that the server would take for a statement without knowing its values. Its text is the server's own, by the
 * statement's id; the statement is planned and never run. The plan is kept with it.
 */
export async function explainStatement(actor: Actor, id: string): Promise<Result<PlanNode>> {
  requirePermission(actor, 'monitoring.act');
  const client = new pg.Client({
    ...directConnection(),
    application_name: MONITOR,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const text = await findText(client, id);
    if (text === null)
      return fail('not_found', 'The server no longer has this text. It comes back when the statement runs again.');
    const plan = await planOf(client, text);
    if (plan.ok) await keepPlan(id, plan.value);
    return plan;
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return fail('unavailable', 'The database did not answer in time. No plan was made.');
  } finally {
    client.end().catch(() => {});
  }
}

/** The text as it ran, from pg_stat_statements; null where it is gone or this login may not see it. */
async function findText(client: pg.Client, id: string): Promise<string | null> {
  const { rows } = await mainPool().query(
    'select queryid::text from monitor.statement_ids where statement = $1::bigint order by last_seen desc limit 100',
    [storedId(id)],
  );
  const queryids = z
    .array(z.object({ queryid: z.string() }))
    .parse(rows)
    .map(({ queryid }) => queryid);
  const { schema, version } = await readStatementSettings(client);
  if (queryids.length === 0 || schema === null || version === null) return null;
  const texts = await readTexts(client, { schema, version }, queryids);
  return texts.find(({ text, nested }) => identify(text, nested).id === id)?.text ?? null;
}

let asked = 0;

/**
 * Has the server plan one statement, whose values are unknown, in a read-only transaction that is rolled back, within 2 s.
 * The server's own parser decides what it is: a text prepared by the extended protocol can be one statement alone, and
 * PREPARE takes none but SELECT, INSERT, UPDATE, DELETE and MERGE; only what it took is explained, never run. Nothing of
 * its errors is passed on but the kind.
 */
export async function planOf(client: pg.Client, text: string): Promise<Result<PlanNode>> {
  if (text.includes('\0')) return refusal('42601');
  await client.query(
    `begin read only; set local statement_timeout = ${STATEMENT_MS}; set local lock_timeout = ${LOCK_MS}; set local plan_cache_mode = force_generic_plan`,
  );
  try {
    // Whatever has a name goes by the extended protocol.
    asked += 1;
    await client.query({ name: `switchboard_${asked}`, text: `prepare switchboard_planned as ${text}` });
    const { version, parameters } = await findPrepared(client);
    if (version < GENERIC_PLAN_SINCE) await client.query('set local enable_partition_pruning = off');
    const explained = await client.query(
      version >= GENERIC_PLAN_SINCE
        ? `explain (generic_plan, format json) ${text}`
        : `explain (format json) execute switchboard_planned${nulls(parameters)}`,
    );
    return ok(readPlan(z.tuple([z.object({ 'QUERY PLAN': z.unknown() })]).parse(explained.rows)[0]['QUERY PLAN']));
  } catch (error) {
    const state = sqlStateOf(error);
    if (state === undefined) throw error;
    return refusal(state);
  } finally {
    await client.query('rollback; deallocate all').catch(() => {});
  }
}

async function findPrepared(client: pg.Client): Promise<{ version: number; parameters: number }> {
  const { rows } = await client.query(
    `select current_setting('server_version_num')::int as version, cardinality(parameter_types) as parameters
     from pg_prepared_statements where name = 'switchboard_planned'`,
  );
  return z.object({ version: z.int(), parameters: z.int().max(MOST_PARAMETERS) }).parse(rows[0]);
}

// Before Postgres 16 values must be named, and NULL lets partitions be left out that a real value would read.
function nulls(parameters: number): string {
  return parameters === 0 ? '' : `(${Array.from({ length: parameters }, () => 'null').join(', ')})`;
}

function refusal(state: string): Result<PlanNode> {
  switch (state) {
    case '42601':
    case '42P02':
      return fail(
        'invalid',
        'This is not one SELECT, INSERT, UPDATE, DELETE or MERGE that can be planned without its values.',
      );
    case '42P18':
    case '42804':
      return fail(
        'invalid',
        'Without its values the server cannot tell the types in this statement, so it makes no plan.',
      );
    case '42501':
      return fail('forbidden', 'This login may not read a table of the statement, so the server makes no plan for it.');
    case '42P01':
    case '42703':
    case '42883':
      return fail(
        'invalid',
        'A table, column or function of the statement is gone, or lies in a schema out of reach here.',
      );
    case '55P03':
    case '57014':
      return fail('unavailable', 'A table of the statement is locked, or planning took over 2 s. No plan was made.');
    default:
      return fail('invalid', `The server makes no plan for this statement (SQLSTATE ${state}).`);
  }
}

/** Keeps a plan; one of a shape that is known takes its place with today's costs. */
async function keepPlan(id: string, plan: PlanNode): Promise<void> {
  await mainPool().query(
    `insert into monitor.statement_plans as p (statement, shape, plan) values ($1::bigint, md5($2), $3::jsonb)
     on conflict (statement, shape) do update set plan = excluded.plan, last_at = now()`,
    [storedId(id), planShape(plan), JSON.stringify(plan)],
  );
}
