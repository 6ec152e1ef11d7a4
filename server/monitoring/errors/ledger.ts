import 'server-only';
import type { Deadlock } from '#lib/monitoring/errors/deadlock.ts';
import { toldFailuresSchema } from '#lib/monitoring/errors/sample.ts';
import { MINUTE_MS, type Minute, matterKey, minuteOf, type Tally } from '#lib/monitoring/errors/tally.ts';
import { monitorMessageSchema } from '#lib/monitoring/message.ts';

const KEPT_MS = 65 * MINUTE_MS;
const DEADLOCKS_MS = 60 * MINUTE_MS;

/** What one process, from one start to its end, counted in one minute. */
export type Entry = Minute & { process: string };

type Kept = Entry & { dirty: boolean };

/** What every process counted in the last hour, as they told it; a minute told again replaces what was told of it before. */
export class Ledger {
  readonly #entries = new Map<string, Kept>();
  readonly #deadlocks = new Map<string, Deadlock>();
  readonly #unwritten = new Set<string>();
  /** When a web process last told; null before the first. */
  toldAt: number | null = null;

  /** Takes in what a web process tells; whatever is none of it is left alone. */
  receive(message: unknown, now = Date.now()): void {
    const parsed = monitorMessageSchema.safeParse(message);
    if (!parsed.success || parsed.data.kind !== 'failures') return;
    const told = toldFailuresSchema.safeParse(parsed.data.told);
    if (!told.success) return;
    this.toldAt = now;
    this.replace(`web-${parsed.data.process}`, 'web', told.data.minutes);
    for (const deadlock of told.data.deadlocks) this.addDeadlock(deadlock);
  }

  /** What a process counted, in whole minutes so far. @param role what it is seen as */
  replace(process: string, role: 'web' | 'worker', minutes: readonly Minute[]): void {
    for (const { minute, tallies } of minutes) this.#put(process, minute, [seen(role, minute), ...tallies]);
  }

  /** What is counted on top: of the server's own counters only what came since is known. */
  add(process: string, minute: number, tallies: readonly Tally[]): void {
    const known = this.#entries.get(`${minute} ${process}`)?.tallies ?? [seen('server', minute)];
    const sums = new Map(known.map((tally) => [matterKey(tally), tally]));
    for (const tally of tallies) {
      const before = sums.get(matterKey(tally));
      if (before === undefined && tally.failed === 0 && tally.total === 0) continue;
      sums.set(matterKey(tally), {
        ...tally,
        failed: (before?.failed ?? 0) + tally.failed,
        total: (before?.total ?? 0) + tally.total,
        lastAt: Math.max(before?.lastAt ?? minute, tally.lastAt),
      });
    }
    this.#put(process, minute, [...sums.values()]);
  }

  /** Keeps one that is not known yet; whoever tells of it tells of it for as long as it remembers. */
  addDeadlock(deadlock: Deadlock, now = Date.now()): void {
    const isOld = Date.parse(deadlock.at) < now - DEADLOCKS_MS;
    if (!isOld && !this.#deadlocks.has(deadlock.id)) this.updateDeadlock(deadlock);
  }

  /** More became known of one. */
  updateDeadlock(deadlock: Deadlock): void {
    this.#deadlocks.set(deadlock.id, deadlock);
    this.#unwritten.add(deadlock.id);
  }

  /** Those to be written since this was last asked. */
  takeUnwritten(): Deadlock[] {
    const unwritten = this.deadlocks.filter(({ id }) => this.#unwritten.has(id));
    this.#unwritten.clear();
    return unwritten;
  }

  get minutes(): Minute[] {
    return [...this.#entries.values()];
  }

  /** Those of the last hour, the newest first. */
  get deadlocks(): Deadlock[] {
    return [...this.#deadlocks.values()].toSorted((a, b) => b.at.localeCompare(a.at));
  }

  /** What is to be written since this was last asked. */
  takeDirty(): Entry[] {
    const dirty = [...this.#entries.values()].filter((entry) => entry.dirty);
    for (const entry of dirty) entry.dirty = false;
    return dirty.map(({ process, minute, tallies }) => ({ process, minute, tallies }));
  }

  /** It could not be written: it is to be written again. */
  giveBack(entries: readonly Entry[], deadlocks: readonly Deadlock[]): void {
    for (const { id } of deadlocks) this.#unwritten.add(id);
    for (const { process, minute } of entries) {
      const entry = this.#entries.get(`${minute} ${process}`);
      if (entry !== undefined) entry.dirty = true;
    }
  }

  /** Forgets what is older than an hour. */
  trim(now: number): void {
    for (const [key, { minute }] of this.#entries) if (minute < minuteOf(now) - KEPT_MS) this.#entries.delete(key);
    for (const [id, { at }] of this.#deadlocks) if (Date.parse(at) < now - DEADLOCKS_MS) this.#deadlocks.delete(id);
  }

  #put(process: string, minute: number, tallies: Tally[]): void {
    const key = `${minute} ${process}`;
    const before = this.#entries.get(key);
    const same = before !== undefined && JSON.stringify(before.tallies) === JSON.stringify(tallies);
    if (!same) this.#entries.set(key, { process, minute, tallies, dirty: true });
  }
}

/** That the minute was watched, whether or not anything failed in it. */
function seen(role: 'web' | 'worker' | 'server', minute: number): Tally {
  return { kind: 'seen', name: role, place: '', detail: '', pool: '', failed: 0, total: 1, lastAt: minute };
}
