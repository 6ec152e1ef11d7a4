import type { Told, Verdict } from '#lib/monitoring/verdict/verdict.ts';

/** A matter that comes and goes stays one alert: it is resolved once it was gone for so long (hysteresis in time). */
export const GONE_FOR_MS = 120_000;

export type OpenAlert = { id: string; key: string; severity: Told['severity']; raisedAt: string; cause: Told };
export type AlertEvent =
  | { kind: 'raised'; alert: OpenAlert }
  /** It got critical after it was told as a warning. */
  | { kind: 'worse'; alert: OpenAlert }
  | { kind: 'resolved'; alert: OpenAlert; at: string };

/** `graceMs`: how much longer it may be gone, since it may have to last anew before it is told. */
type Held = { alert: OpenAlert; seenAt: number; graceMs: number };

/**
 * Turns verdicts into alerts: one for each root cause, whatever it explains, raised when it is told and resolved when it has been
 * gone for two minutes. What another cause explains by now, or what nobody can see, is not gone. While there is no verdict nothing
 * is raised and nothing resolved.
 */
export class AlertDesk {
  readonly #open = new Map<string, Held>();
  readonly #newId: () => string;

  /** @param open alerts that were open when the process before ended */
  constructor(newId: () => string, open: readonly OpenAlert[] = [], now = new Date()) {
    this.#newId = newId;
    for (const alert of open)
      this.#open.set(alert.key, { alert, seenAt: now.getTime(), graceMs: alert.cause.holdSeconds * 1_000 });
  }

  consider(now: Date, { causes, lasting = [] }: Verdict): AlertEvent[] {
    const at = now.getTime();
    const events = causes.flatMap((cause) => this.#see(cause, at));
    for (const key of lasting) {
      const held = this.#open.get(key);
      if (held !== undefined) this.#open.set(key, { ...held, seenAt: at });
    }
    for (const [key, { alert, seenAt, graceMs }] of this.#open) {
      if (at - seenAt < GONE_FOR_MS + graceMs) continue;
      this.#open.delete(key);
      events.push({ kind: 'resolved', alert, at: new Date(seenAt).toISOString() });
    }
    return events;
  }

  #see(cause: Told, at: number): AlertEvent[] {
    const held = this.#open.get(cause.key);
    if (held === undefined) {
      const { key, severity, toldAt: raisedAt } = cause;
      const alert = { id: this.#newId(), key, severity, raisedAt, cause };
      this.#open.set(key, { alert, seenAt: at, graceMs: 0 });
      return [{ kind: 'raised', alert }];
    }
    const isWorse = held.alert.severity === 'warn' && cause.severity === 'crit';
    // What it was called when it was at its worst is what people were told.
    const severity = isWorse ? 'crit' : held.alert.severity;
    const alert = { ...held.alert, severity, cause };
    this.#open.set(cause.key, { alert, seenAt: at, graceMs: 0 });
    return isWorse ? [{ kind: 'worse', alert }] : [];
  }
}
