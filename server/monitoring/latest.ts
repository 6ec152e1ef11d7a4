import 'server-only';
import type { Blame } from '#lib/lamps.ts';
import { type MonitorMessage, monitorMessageSchema } from '#lib/monitoring/message.ts';
import type { Panel } from '#lib/monitoring/panel.ts';
import { Judge } from '#lib/monitoring/verdict/judge.ts';
import type { Verdict } from '#lib/monitoring/verdict/verdict.ts';
import { causesOfWorker, ENDS_KEPT_MS } from '#lib/monitoring/worker/causes.ts';
import { roleMay } from '#lib/roles.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';

/** A sample may be so late before it counts as old: a pause of the worker's, a busy machine. */
const LATE_MS = 5_000;
const VERDICT_DUE_MS = 1_000;

type Held = { panel: Panel<unknown>; dueMs: number; receivedAt: number };
type Memory = {
  panels: Map<string, Held>;
  verdict: { verdict: Verdict; receivedAt: number } | null;
  worker: { heardAt: number; ends: { at: number; how: string }[]; isElsewhere: boolean };
  workerJudge: Judge;
  onWatched(): void;
};

const key = Symbol.for('switchboard.monitoring');

/** Takes in what the worker's sampler sent; whatever is none of ours is left alone. */
export function receiveSample(message: unknown, now = new Date()): void {
  const parsed = monitorMessageSchema.safeParse(message);
  if (!parsed.success) return;
  const told: MonitorMessage = parsed.data;
  if (told.kind === 'panel')
    memory().panels.set(told.name, { panel: told.panel, dueMs: told.dueMs, receivedAt: now.getTime() });
  else if (told.kind === 'verdict') memory().verdict = { verdict: told.verdict, receivedAt: now.getTime() };
  else if (told.kind === 'worker-ended') noteEnd(told.how, now.getTime());
  if (told.kind !== 'verdict' && told.kind !== 'elsewhere') return;
  memory().worker.heardAt = now.getTime();
  memory().worker.isElsewhere = told.kind === 'elsewhere';
}

/** Calls `tell` whenever somebody looks at monitoring. */
export function onWatched(tell: () => void): void {
  memory().onWatched = tell;
}

/** Somebody looks: asks the sampler for its full pace. */
export function noteWatching(actor: Actor): void {
  requirePermission(actor, 'monitoring.read');
  memory().onWatched();
}

const notYet = {
  reason: 'The worker has sent no sample yet.',
  blinds: 'What it watches is not known until its first one.',
};
const notHere = {
  reason: 'Another installation samples this database, and only one does at a time.',
  blinds: 'What it sees is shown there, and this process’s own pools are watched by nobody.',
};

/** Whether this worker leaves monitoring to another one, which was first on this database. */
export function isSampledElsewhere(actor: Actor): boolean {
  requirePermission(actor, 'monitoring.read');
  return memory().worker.isElsewhere;
}

/** What a part knows, its value unchecked; old when its next sample is overdue, blind when none has ever come. */
export function getLatest(actor: Actor, part: string, now = new Date()): Panel<unknown> {
  requirePermission(actor, 'monitoring.read');
  const held = memory().panels.get(part);
  if (held === undefined)
    return {
      state: 'blind',
      at: now.toISOString(),
      ...(isSampledElsewhere(actor) ? notHere : notYet),
      mend: null,
    };
  const { panel, dueMs, receivedAt } = held;
  if (panel.state !== 'measured' || now.getTime() - receivedAt <= dueMs + LATE_MS) return panel;
  return { ...panel, state: 'stale', reason: 'The worker has sent no newer sample.' };
}

/** What is to blame now, the worker itself before all else; null while the worker does not say. */
export function getVerdict(actor: Actor, now = new Date()): Verdict | null {
  requirePermission(actor, 'monitoring.read');
  const { verdict: held } = memory();
  const verdict = held !== null && now.getTime() - held.receivedAt <= VERDICT_DUE_MS + LATE_MS ? held.verdict : null;
  const { at, causes } = getWorkerVerdict(actor, now);
  if (causes.length === 0) return verdict;
  return { at, unseen: ['anything but the worker'], ...verdict, causes: [...causes, ...(verdict?.causes ?? [])] };
}

/** What the worker itself is to blame for, as the web sees it. */
export function getWorkerVerdict(actor: Actor, now = new Date()): Verdict {
  requirePermission(actor, 'monitoring.read');
  const { worker, workerJudge } = memory();
  return workerJudge.consider(now, causesOfWorker(worker, now), []);
}

/**
 * What the line above every page says: the first to blame, or why nobody knows whether anything is. Nothing for whoever may not read
 * monitoring.
 */
export function getBlame(actor: Actor, now = new Date()): Blame | null {
  requirePermission(actor, 'lamps.read');
  if (actor.kind === 'user' && !roleMay(actor.role, 'monitoring.read')) return null;
  const verdict = getVerdict(actor, now);
  const first = verdict?.causes[0];
  if (first !== undefined) return { severity: first.severity, sentence: first.sentence, href: '/monitoring' };
  const blind = verdict === null ? unjudged() : verdict.blind;
  return blind === undefined ? null : { severity: 'blind', sentence: blind, href: '/monitoring' };
}

function unjudged(): string {
  const { verdict, worker } = memory();
  if (worker.isElsewhere) return `${notHere.reason} ${notHere.blinds}`;
  return verdict === null
    ? 'Nothing is judged yet: the worker has said nothing so far.'
    : 'No verdict is known: the worker has said nothing for some seconds.';
}

function noteEnd(how: string, at: number): void {
  const { worker } = memory();
  worker.ends = [...worker.ends.filter((end) => at - end.at <= ENDS_KEPT_MS), { at, how }];
}

/** One for our server, which receives, and for Next's bundle, which draws. */
function memory(): Memory {
  const existing: Memory | undefined = Reflect.get(globalThis, key);
  if (existing !== undefined) return existing;
  const fresh: Memory = {
    panels: new Map(),
    verdict: null,
    // The worker is started after the web: it has until then, and a minute.
    worker: { heardAt: Date.now(), ends: [], isElsewhere: false },
    workerJudge: new Judge(),
    onWatched: () => {},
  };
  Reflect.set(globalThis, key, fresh);
  return fresh;
}
