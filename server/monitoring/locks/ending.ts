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
import { log } from '#server/core/log.ts';
import { beginnings, getTarget, refusalOf, type Target } from './target.ts';

/** The audit log may be what everybody waits for. */
const LOCK_TIMEOUT_MS = 500;
const LOOK_EVERY_MS = 200;
const LOOK_FOR_MS = 5_000;
const INSUFFICIENT_PRIVILEGE = '42501';
const GONE = 'This session has ended by itself, and its number may be another’s by now. Nothing was done.';
const NOTHING_TO_CANCEL =
  'It runs no statement at this moment, so there is nothing to cancel. Ending its session is the next step.';
const CANCEL_FIRST =
  'It is at a statement. Cancel that first: the session and what it holds otherwise may live. Ending it is the step after that.';
const OTHER_WORK: Record<Ending, string> = {
  cancel: 'It is at another statement by now, which may be another’s; the one you chose has ended. Nothing was done.',
  terminate:
    'It is not in the transaction any more in which you saw it, and may be at another’s work by now. Nothing was done.',
};

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

/**
 * Over the monitor's connections: a full pool is one of the reasons why somebody is here. There are two, which the probes
 * need as well, so that none is kept while the outcome is waited for.
 */
async function endBackend(actor: Actor, wish: EndingWish, ending: Ending): Promise<Result<Ended>> {
  requirePermission(actor, 'monitoring.end');
  const sent = await signal(actor, wish, ending);
  if (!sent.ok) return sent;
  // From here on it is done: what fails is that nobody could look, and must not read as a refusal.
  const ended = await isOver(wish, ending);
  const outcome = { ...entryOf(wish, `backend.${ending}.outcome`), details: { ended: ended ?? 'unknown' } };
  await recordAuditOn(monitorPool(), actor, outcome).catch(noteUnseen);
  return ok({ ended, sentence: sentenceOf(ended, wish, ending) });
}

async function signal(actor: Actor, wish: EndingWish, ending: Ending): Promise<Result<null>> {
  const client = await monitorPool().connect();
  let broken = true;
  try {
    const target = await findTarget(client, wish, ending);
    const sent = target.ok ? await send(client, actor, wish, target.value, ending) : target;
    broken = false;
    return sent;
  } finally {
    // One that threw may have an answer on the way.
    client.release(broken);
  }
}

/** What is to end, where it is still at what was seen and may be ended from here. */
async function findTarget(client: pg.ClientBase, wish: EndingWish, ending: Ending): Promise<Result<Target>> {
  const target = await getTarget(client, wish, ending);
  if (target === null) return fail('conflict', GONE);
  const refusal = refusalOf(target);
  if (refusal !== null) return fail('forbidden', refusal);
  if (ending === 'cancel' && !isAtWork(target)) return fail('conflict', NOTHING_TO_CANCEL);
  if (ending === 'terminate' && isAtWork(target) && !target.cancelled) return fail('conflict', CANCEL_FIRST);
  return target.same ? ok(target) : fail('conflict', OTHER_WORK[ending]);
}

/** The signal and its audit row, both or neither. Who it is and what it is at are checked once more in the statement that sends it. */
async function send(
  client: pg.ClientBase,
  actor: Actor,
  wish: EndingWish,
  target: Target,
  ending: Ending,
): Promise<Result<null>> {
  const { application, user, statement, statementSince } = target;
  const details = {
    started: wish.backendStart,
    application,
    login: user,
    statement,
    statementSince,
    reason: wish.reason,
  };
  await client.query(`begin; set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
  try {
    await recordAuditOn(client, actor, { ...entryOf(wish, `backend.${ending}`), details });
    const { rows } = await client.query(
      `select pg_${ending}_backend(pid) as sent from pg_stat_activity
       where pid = $1 and backend_start = $2::timestamptz and ${beginnings[ending]} is not distinct from $3::timestamptz
         and backend_type = 'client backend' and datname = current_database()`,
      [wish.pid, wish.backendStart, wish.since],
    );
    const sent = rows[0]?.sent === true;
    await client.query(sent ? 'commit' : 'rollback');
    if (sent) return ok(null);
    const now = await findTarget(client, wish, ending);
    return now.ok ? fail('conflict', OTHER_WORK[ending]) : now;
  } catch (error) {
    await client.query('rollback');
    if (sqlStateOf(error) !== INSUFFICIENT_PRIVILEGE) throw error;
    return fail(
      'forbidden',
      `The login ${target.login} may not end sessions of others. This one right mends it: GRANT pg_signal_backend TO ${target.login};`,
    );
  }
}

/** Whether it has ended, within 5 s; null where that could not be seen. */
async function isOver(wish: EndingWish, ending: Ending): Promise<boolean | null> {
  const until = Date.now() + LOOK_FOR_MS;
  for (;;) {
    const over = await looksOver(wish, ending).catch(noteUnseen);
    if (over === true || Date.now() >= until) return over;
    await pause(LOOK_EVERY_MS);
  }
}

async function looksOver(wish: EndingWish, ending: Ending): Promise<boolean> {
  const now = await getTarget(monitorPool(), wish, ending);
  return now === null || (ending === 'cancel' && !(now.same && isAtWork(now)));
}

function noteUnseen(error: unknown): null {
  log.warn({ event: 'locks.outcome_not_seen', message: error instanceof Error ? error.message : String(error) });
  return null;
}

function isAtWork({ state }: Target): boolean {
  return state === 'active' || state === 'fastpath function call';
}

function sentenceOf(ended: boolean | null, { pid }: EndingWish, ending: Ending): string {
  if (ended === null)
    return ending === 'cancel'
      ? `The cancel was sent to ${pid}. Whether its statement ended could not be seen: look again.`
      : `The end was sent to session ${pid}. Whether it ended could not be seen: look again.`;
  if (ended) return ending === 'cancel' ? `The statement of ${pid} ended.` : `Session ${pid} ended.`;
  return ending === 'cancel'
    ? `The statement of ${pid} still runs after 5 s; ending its session is the next step.`
    : `Session ${pid} is still there after 5 s. Postgres ends it as soon as what it is at can be broken off.`;
}

function entryOf({ pid }: EndingWish, action: string): AuditEntry {
  return { action, targetType: 'backend', targetId: pid };
}
