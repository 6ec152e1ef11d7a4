import { type Cause, FAILURES, FULL_POOLS } from '#lib/monitoring/cause.ts';
import { freedBy } from '#lib/monitoring/locks/effect.ts';
import { againWords, keptWords } from '#lib/monitoring/locks/kept.ts';
import type { Wait } from '#lib/monitoring/locks/locks.ts';
import { sessionHref } from '#lib/monitoring/locks/params.ts';
import { bySince } from '#lib/monitoring/locks/queue.ts';
import { type Culprit, culpritsOf, hasWork, rootsBefore } from '#lib/monitoring/locks/tree.ts';
import { INGEST_POOL, MAIN_POOL } from '#lib/monitoring/pool/figures.ts';
import { workWords } from '#lib/monitoring/pool/work-words.ts';
import { defaultRules, type Rules } from '#lib/monitoring/rules/in-force.ts';
import { gradeOf, gravestOf } from '#lib/monitoring/rules/rule.ts';
import type { Before, Session, Sessions } from '#lib/monitoring/sessions/sample.ts';
import { commandOf } from '#lib/monitoring/sessions/statement.ts';
import {
  doingOf,
  isIdleInTransaction,
  listOf,
  millisecondsBetween,
  nameOf,
  partyOf,
  pidsOf,
  spanOf,
} from '#lib/monitoring/sessions/words.ts';

const EVIDENCE = 12;
/** How a statement ends that has waited for a lock for as long as it may: 55P03, or 57014 where that is as long as it may take. */
const REFUSED_WITH = ['55P03', '57014'];

/** Who holds others up with its locks or its place in a queue, one cause for each knot of sessions that wait for one another. */
export function causesOfLocks(newest: Sessions, before: Before, rules: Rules = defaultRules): Cause[] {
  return culpritsOf(newest.locks).flatMap((culprit) => {
    const cause = causeOf(newest, culprit, before.at(-1)?.value, rules);
    return cause === null ? [] : [cause];
  });
}

/** The key of a session's cause: the session, not the pid, which another may have tomorrow. */
export function sessionKey(kind: 'lock' | 'idle' | 'long', session: Pick<Session, 'pid' | 'start'>): string {
  return `${kind}:${session.pid}@${session.start ?? 'unseen'}`;
}

function causeOf(sample: Sessions, culprit: Culprit, last: Sessions | undefined, rules: Rules): Cause | null {
  const { locks, at } = sample;
  const sessions = new Map(sample.sessions.map((session) => [session.pid, session]));
  const session = sessions.get(culprit.pid);
  const own = locks.waits.filter(({ pid }) => pid === culprit.pid);
  const others = locks.waits.filter(({ pid }) => culprit.waiters.includes(pid)).toSorted(bySince);
  const since = [...own, ...others][0]?.since ?? null;
  const waited = millisecondsBetween(since, at);
  const stands =
    session !== undefined &&
    isIdleInTransaction(session) &&
    last?.locks.waits.some(({ blockers }) => blockers.includes(culprit.pid)) === true;
  const stood = stands ? Math.min(millisecondsBetween(session.stateSince, at), waited) : 0;
  const grade = gravestOf([
    gradeOf(rules('locks.wait'), waited / 1_000),
    gradeOf(rules('locks.queue'), own.length + others.length),
    stands ? gradeOf(rules('locks.idle'), stood / 1_000) : null,
  ]);
  if (grade === null) return null;

  const roots = rootsBefore(locks, culprit.pid);
  const ours = others.map(({ pid }) => sessions.get(pid)?.application ?? '').filter(isOurs);
  const involved = [culprit.pid, ...roots].flatMap((pid) => sessions.get(pid) ?? []);
  return {
    key: sessionKey('lock', session ?? { pid: culprit.pid, start: null }),
    ...grade,
    sentence: sentenceOf(sample, culprit, session, roots, sessions),
    hurts: hurtsOf(others, sessions, at, locks.moreWaits),
    step: stepOf(sample, culprit, session, roots),
    evidence: evidenceOf(sample, [...own, ...others]),
    since,
    href: sessionHref(culprit.pid),
    explains: [
      ...(ours.length === 0 ? [] : [...FULL_POOLS, ...FAILURES]),
      ...involved.flatMap((one) => [sessionKey('idle', one), sessionKey('long', one)]),
    ],
    ways: ['full', ...REFUSED_WITH],
    keeps: ours.filter((name) => name === MAIN_POOL).length,
    weight: culprit.waiters.length,
    action: actionOf(session),
  };
}

/** A pool of ours fills because its sessions stand in this queue; one of another's queue is no reason. */
function isOurs(application: string): boolean {
  return application.startsWith('switchboard-');
}

function actionOf(session: Session | undefined): Cause['action'] {
  if (session === undefined || session.kind !== 'client' || session.start === null) return null;
  if (session.kept !== undefined) return null;
  return { kind: 'cancel', pid: session.pid, backendStart: session.start };
}

function sentenceOf(
  sample: Sessions,
  culprit: Culprit,
  session: Session | undefined,
  roots: readonly number[],
  sessions: ReadonlyMap<number, Session>,
): string {
  const { locks, at } = sample;
  const victims = culprit.victims.length === 1 ? '1 session' : `${culprit.victims.length} sessions`;
  const { pid, frees } = culprit;
  if (culprit.kind === 'queued') {
    const object = objectOf(sample, locks.waits.find((wait) => wait.pid === pid)?.object);
    const before = roots.map((root) => nameOf(sessions.get(root), root, doingOf(sessions.get(root), at)));
    return `${commandOf(session?.statement ?? null)} on ${object} by ${nameOf(session, pid)} stands in the queue and holds up ${victims}: cancelling it frees ${pidsOf(frees)} at once, and it waits itself for ${before.length === 0 ? 'a ring of others' : listOf(before)}.`;
  }
  const wanted = [...new Set(locks.waits.filter(({ blockers }) => blockers.includes(pid)).map(({ object }) => object))];
  const objects = listOf(wanted.map((object) => objectOf(sample, object)));
  if (pid <= 0) return `A prepared transaction that nobody has ended holds up ${victims} with its lock on ${objects}.`;
  return `${capitalised(nameOf(session, pid, doingOf(session, at)))} holds up ${victims} with its lock on ${objects}.`;
}

function stepOf(
  { locks, prepared }: Sessions,
  { pid, kind, frees }: Culprit,
  session: Session | undefined,
  roots: readonly number[],
): string {
  const kept = session === undefined || session.kind === 'autovacuum' ? null : keptWords(session);
  if (kept !== null) return kept;
  const again = session === undefined ? '' : againWords(session);
  if (kind === 'queued') {
    const after =
      roots.length === 0 ? '' : ` Run it again when ${pidsOf(roots)} ${roots.length === 1 ? 'has' : 'have'} ended.`;
    const lost = hasWork(locks, pid) ? ' What its transaction did before is taken back.' : '';
    return `Cancel ${pid}: it has not got its lock, so it has not begun what it waits for.${lost}${after}${again}`;
  }
  if (pid <= 0) return preparedStep(prepared.filter((one) => one.pid === pid));
  if (session?.kind === 'autovacuum')
    return 'Let it finish: autovacuum gives way by itself unless it prevents wraparound.';
  if (session !== undefined && isIdleInTransaction(session))
    return `End the session ${pid}: no statement of it runs that could be cancelled. What it has not committed is lost, and ${freedWords(frees)}.`;
  if (session?.state === 'idle')
    return `End the session ${pid}: no statement of it runs that could be cancelled, and ${freedWords(frees)}.`;
  const cancelled = freedBy(locks, pid, 'cancel');
  if (cancelled.length === 0 && frees.length > 0)
    return `Cancel ${pid} and then end its session: what it holds outlives its statement. What it has not committed is lost, and ${freedWords(frees)}.${again}`;
  return `Cancel ${pid} if it cannot be waited for: ${freedWords(cancelled)}.${again}`;
}

/** None is named where it is not known which of several it is: to end another cannot be taken back. */
function preparedStep(found: Sessions['prepared']): string {
  const [one, ...others] = found;
  if (one === undefined || others.length > 0)
    return 'Find which one it is: SELECT gid, owner, prepared FROM pg_prepared_xacts; then end that one alone.';
  const name = one.name.replaceAll("'", "''");
  return `End it: COMMIT PREPARED '${name}'; or ROLLBACK PREPARED '${name}';`;
}

function freedWords(pids: readonly number[]): string {
  return pids.length === 0 ? 'nobody goes on at once' : `${pidsOf(pids)} go${pids.length === 1 ? 'es' : ''} on at once`;
}

function hurtsOf(waits: readonly Wait[], sessions: ReadonlyMap<number, Session>, at: string, more: number): string {
  const counts = new Map<string, number>();
  for (const { pid } of waits) {
    const session = sessions.get(pid);
    const name = session === undefined ? 'others' : victimOf(session);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts].toSorted((one, other) => other[1] - one[1]).map(([name, count]) => `${count} of ${name}`);
  const whom = listOf(names.length > 4 ? [...names.slice(0, 3), 'others'] : names);
  const rest = more === 0 ? '' : ` ${more} more wait on this server.`;
  return `The longest has waited for ${spanOf(waits[0]?.since ?? null, at)}: ${whom}.${rest}`;
}

/** Who suffers while it waits: the page, action or job it is at work for, else the program. */
function victimOf(session: Session): string {
  const { route = null, operation = null } = session.work ?? {};
  const work = route === null && operation === null ? null : workWords({ route, operation });
  if (session.application === INGEST_POOL) return work === null ? 'the chatbot' : `the chatbot (${work})`;
  return work ?? partyOf(session);
}

function evidenceOf(sample: Sessions, waits: readonly Wait[]): string[] {
  const lines = waits.map(
    ({ pid, mode, object, since, blockers }) =>
      `${pid} waits for ${pidsOf(blockers)}: ${mode} on ${objectOf(sample, object)}, for ${spanOf(since, sample.at)}.`,
  );
  const more = lines.length - EVIDENCE;
  return more > 0 ? [...lines.slice(0, EVIDENCE), `${more} more wait.`] : lines;
}

function objectOf({ locks }: Sessions, id: number | undefined): string {
  return locks.objects.find((object) => object.id === id)?.name ?? 'something';
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
