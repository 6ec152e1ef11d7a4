import 'server-only';
import { randomUUID } from 'node:crypto';
import type { Deadlock } from '#lib/monitoring/errors/deadlock.ts';
import { type Matter, MINUTE_MS, type Minute, matterKey, minuteOf, type Tally } from '#lib/monitoring/errors/tally.ts';

/** So long the worker may be away before anything is lost. */
const KEPT_MINUTES = 30;
/** Matters a minute; what is more counts by its kind and name alone. */
const MATTERS = 300;
const DEADLOCKS = 20;
/** Names whose totals are kept; there are a few hundred routes, actions and SQLSTATEs in all. */
const TOTALS = 2_000;

/** How often something failed, of how often it was done, since this process started. */
export type Total = Pick<Matter, 'kind' | 'name'> & { failed: number; total: number };

type Book = { id: string; minutes: Map<number, Map<string, Tally>>; deadlocks: Deadlock[]; totals: Map<string, Total> };
/** What failed in this process: minutes, the oldest first, and the newest deadlocks. */
export type BookPage = { minutes: Minute[]; deadlocks: Deadlock[] };

const key = Symbol.for('switchboard.failures');

/** Counts that something was done, and whether it failed. Costs a microsecond and waits for nobody. */
export function countOutcome(
  matter: Pick<Matter, 'kind' | 'name'> & Partial<Matter>,
  failed: boolean,
  now = Date.now(),
): void {
  const { kind, name, place = '', detail = '', pool = '' } = matter;
  const minute = openMinute(now);
  const whole = { kind, name, place, detail, pool };
  const tally = minute.get(matterKey(whole)) ?? openTally(minute, whole, now);
  tally.total += 1;
  const sum = totalOf(kind, name);
  if (sum !== undefined) sum.total += 1;
  if (!failed) return;
  tally.failed += 1;
  tally.lastAt = now;
  if (sum !== undefined) sum.failed += 1;
}

function totalOf(kind: Matter['kind'], name: string): Total | undefined {
  const { totals } = book();
  const place = `${kind} ${name}`;
  const known = totals.get(place);
  if (known !== undefined || totals.size >= TOTALS) return known;
  const fresh = { kind, name, failed: 0, total: 0 };
  totals.set(place, fresh);
  return fresh;
}

/** Tells this start of this process from every other: process ids come again, and each container has the same. */
export function bookId(): string {
  return book().id;
}

/** What this process did and what of it failed since it started, by kind and name. */
export function readTotals(): Total[] {
  return [...book().totals.values()];
}

function openTally(minute: Map<string, Tally>, matter: Matter, now: number): Tally {
  const { kind, name } = matter;
  const kept = minute.size < MATTERS ? matter : { kind, name, place: '', detail: '', pool: '' };
  const place = matterKey(kept);
  const tally = minute.get(place) ?? { ...kept, failed: 0, total: 0, lastAt: now };
  minute.set(place, tally);
  return tally;
}

/** Keeps a deadlock that ended a transaction of ours. */
export function noteDeadlock(deadlock: Deadlock): void {
  const { deadlocks } = book();
  deadlocks.push(deadlock);
  if (deadlocks.length > DEADLOCKS) deadlocks.shift();
}

/** What was counted since the minute of `from`; the minute under way is in it, empty where nothing happened. */
export function readBook(from: number, now = Date.now()): BookPage {
  openMinute(now);
  const { minutes, deadlocks } = book();
  const first = minuteOf(from);
  return {
    minutes: [...minutes]
      .filter(([minute]) => minute >= first)
      .map(([minute, tallies]) => ({ minute, tallies: [...tallies.values()].map((tally) => ({ ...tally })) })),
    deadlocks: [...deadlocks],
  };
}

function openMinute(now: number): Map<string, Tally> {
  const { minutes } = book();
  const at = minuteOf(now);
  const open = minutes.get(at);
  if (open !== undefined) return open;
  const fresh = new Map<string, Tally>();
  minutes.set(at, fresh);
  for (const minute of minutes.keys()) if (minute <= at - KEPT_MINUTES * MINUTE_MS) minutes.delete(minute);
  return fresh;
}

/** One for our server and for Next's bundle, each of which loads this file. */
function book(): Book {
  const existing: Book | undefined = Reflect.get(globalThis, key);
  if (existing !== undefined) return existing;
  const fresh: Book = { id: randomUUID(), minutes: new Map(), deadlocks: [], totals: new Map() };
  Reflect.set(globalThis, key, fresh);
  return fresh;
}
