import 'server-only';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Ending } from '#lib/monitoring/locks/effect.ts';
import type { Ended, EndingWish } from '#lib/monitoring/locks/input.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { type AuditEntry, recordAuditOn } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { monitorPool } from '#server/core/db/monitor-pool.ts';
import { sqlStateOf } from '#server/core/errors.ts';
import { getTarget, refusalOf, type Target } from './target.ts';

/** The audit log may be what everybody waits for. */
const LOCK_TIMEOUT_MS = 500;
const LOOK_EVERY_MS = 200;
const LOOK_FOR_MS = 5_000;
const INSUFFICIENT_PRIVILEGE = '42501';
const GONE = 'This session has ended by itself, and its number may be another’s by now. Nothing was done.';
const NOTHING_TO_CANCEL =
  'It runs no statement at this moment, so there is nothing to cancel. Ending its session is the next step.';

/**
 * Ends the statement that a session is at, and looks whether it did. The session stays; its transaction is broken off.
 * @throws ForbiddenError, PasswordNeededError
 */
export function cancelBackend(actor: Actor, wish: EndingWish): Promise<Result<Ended>> {
  return endBackend(actor, wish, 'cancel');
}

/**
 * Ends a session, and looks whether it is gone. What it has not committed is lost.
 * @throws ForbiddenError, PasswordNeededError
 */
export function terminateBackend(actor: Actor, wish: EndingWish): Promise<Result<Ended>> {
  return endBackend(actor, wish, 'terminate');
}

// Over the monitor's connections: a full pool is one of the reasons why somebody is here.
async function endBackend(actor: Actor, wish: EndingWish, ending: Ending): Promise<Result<Ended>> {
  requirePermission(actor, 'monitoring.act');
  const client = await monitorPool().connect();
  let broken = true;
  try {
    const result = await endOn(client, actor, wish, ending);
    broken = false;
    return result;
  } finally {
    // One that threw may have an answer on the way.
    client.release(broken);
  }
}

async function endOn(client: pg.ClientBase, actor: Actor, wish: EndingWish, ending: Ending): Promise<Result<Ended>> {
  const target = await getTarget(client, wish);
  if (target === null) return fail('conflict', GONE);
  const refusal = refusalOf(target);
  if (refusal !== null) return fail('forbidden', refusal);
  if (ending === 'cancel' && !isAtWork(target)) return fail('conflict', NOTHING_TO_CANCEL);
  const sent = await send(client, actor, wish, target, ending);
  if (!sent.ok) return sent;
  const ended = await isOver(client, wish, target, ending);
  await recordAuditOn(client, actor, { ...entryOf(wish, `backend.${ending}.outcome`), details: { ended } });
  return ok({ ended, sentence: sentenceOf(ended, wish, ending) });
}

/** The signal and its audit row, both or neither. Pid and beginning are checked once more in the statement that sends it. */
async function send(
  client: pg.ClientBase,
  actor: Actor,
  wish: EndingWish,
  target: Target,
  ending: Ending,
): Promise<Result<null>> {
  const { application, user } = target;
  const details = { started: wish.backendStart, application, login: user, reason: wish.reason };
  await client.query(`begin; set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
  try {
    await recordAuditOn(client, actor, { ...entryOf(wish, `backend.${ending}`), details });
    const { rows } = await client.query(
      `select pg_${ending}_backend(pid) as sent from pg_stat_activity
       where pid = $1 and backend_start = $2::timestamptz and backend_type = 'client backend' and datname = current_database()`,
      [wish.pid, wish.backendStart],
    );
    await client.query(rows[0]?.sent === true ? 'commit' : 'rollback');
    return rows[0]?.sent === true ? ok(null) : fail('conflict', GONE);
  } catch (error) {
    await client.query('rollback');
    if (sqlStateOf(error) !== INSUFFICIENT_PRIVILEGE) throw error;
    return fail(
      'forbidden',
      `The login ${target.login} may not end sessions of others. This one right mends it: GRANT pg_signal_backend TO ${target.login};`,
    );
  }
}

async function isOver(client: pg.ClientBase, wish: EndingWish, before: Target, ending: Ending): Promise<boolean> {
  const until = Date.now() + LOOK_FOR_MS;
  for (;;) {
    const now = await getTarget(client, wish);
    const sameStatement = now?.statementSince === before.statementSince && now !== null && isAtWork(now);
    if (now === null || (ending === 'cancel' && !sameStatement)) return true;
    if (Date.now() >= until) return false;
    await pause(LOOK_EVERY_MS);
  }
}

function isAtWork({ state }: Target): boolean {
  return state === 'active' || state === 'fastpath function call';
}

function sentenceOf(ended: boolean, { pid }: EndingWish, ending: Ending): string {
  if (ended) return ending === 'cancel' ? `The statement of ${pid} ended.` : `Session ${pid} ended.`;
  return ending === 'cancel'
    ? `The statement of ${pid} still runs after 5 s; ending its session is the next step.`
    : `Session ${pid} is still there after 5 s. Postgres ends it as soon as what it is at can be broken off.`;
}

function entryOf({ pid }: EndingWish, action: string): AuditEntry {
  return { action, targetType: 'backend', targetId: pid };
}
