import 'server-only';
import type { Blame } from '#lib/lamps.ts';
import { type MonitorMessage, monitorMessageSchema } from '#lib/monitoring/message.ts';
import type { Panel } from '#lib/monitoring/panel.ts';
import type { Verdict } from '#lib/monitoring/verdict/verdict.ts';
import { roleMay } from '#lib/roles.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';

/** A sample may be so late before it counts as old: a pause of the worker's, a busy machine. */
const LATE_MS = 5_000;
const VERDICT_DUE_MS = 1_000;

type Held = { panel: Panel<unknown>; dueMs: number; receivedAt: number };
type Memory = {
  panels: Map<string, Held>;
  verdict: { verdict: Verdict; receivedAt: number } | null;
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

/** What a part knows, its value unchecked; old when its next sample is overdue, blind when none has ever come. */
export function getLatest(actor: Actor, part: string, now = new Date()): Panel<unknown> {
  requirePermission(actor, 'monitoring.read');
  const held = memory().panels.get(part);
  if (held === undefined)
    return {
      state: 'blind',
      at: now.toISOString(),
      reason: 'The worker has sent no sample yet.',
      blinds: 'What it watches is not known until its first one.',
      mend: null,
    };
  const { panel, dueMs, receivedAt } = held;
  if (panel.state !== 'measured' || now.getTime() - receivedAt <= dueMs + LATE_MS) return panel;
  return { ...panel, state: 'stale', reason: 'The worker has sent no newer sample.' };
}

/** What is to blame now; null while the worker does not say. */
export function getVerdict(actor: Actor, now = new Date()): Verdict | null {
  requirePermission(actor, 'monitoring.read');
  const { verdict } = memory();
  return verdict !== null && now.getTime() - verdict.receivedAt <= VERDICT_DUE_MS + LATE_MS ? verdict.verdict : null;
}

/** What the line above every page says: the first to blame. Nothing for whoever may not read monitoring. */
export function getBlame(actor: Actor, now = new Date()): Blame | null {
  requirePermission(actor, 'lamps.read');
  if (actor.kind === 'user' && !roleMay(actor.role, 'monitoring.read')) return null;
  const first = getVerdict(actor, now)?.causes[0];
  return first === undefined ? null : { severity: first.severity, sentence: first.sentence, href: '/monitoring' };
}

/** One for our server, which receives, and for Next's bundle, which draws. */
function memory(): Memory {
  const existing: Memory | undefined = Reflect.get(globalThis, key);
  if (existing !== undefined) return existing;
  const fresh: Memory = { panels: new Map(), verdict: null, onWatched: () => {} };
  Reflect.set(globalThis, key, fresh);
  return fresh;
}
