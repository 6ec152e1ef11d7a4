import { formatCount } from '#lib/count.ts';
import type { Holder, PoolWork } from '#lib/monitoring/pool/figures.ts';
import { actorWords, workWords } from '#lib/monitoring/pool/work-words.ts';

/** Held for so long without a statement, a connection is held still: between two statements of one piece of work next to no time passes. */
const STILL_MS = 3_000;
/** A statement that runs so long is what its connection is held for. */
const LONG_MS = 1_000;

/** What a held connection does: its statement takes long, it runs none, or it changes hands as it should. */
export type Holding = 'runs' | 'still' | 'short';

/** Those that one kind of work holds. */
export type HeldByWork = PoolWork & {
  holders: readonly Holder[];
  /** What most of its time goes to. */
  holding: Holding;
  /** The longest of `holding`: the statement's time, the time without one, or the time held. */
  longestMs: number;
};

export function holdingOf({ running, forMs }: Holder): Holding {
  if (running) return forMs >= LONG_MS ? 'runs' : 'short';
  return forMs >= STILL_MS ? 'still' : 'short';
}

/** Who holds connections, by work; first who has held them for the longest time in sum, and so keeps others from them. */
export function heldByWork(holders: readonly Holder[]): HeldByWork[] {
  const groups = Map.groupBy(holders, ({ route, operation }) => `${route} ${operation}`);
  const sums = [...groups.values()].map((group) => ({ group, ms: sumOf(group) }));
  return sums.toSorted((a, b) => b.ms - a.ms).flatMap(({ group }) => asHeld(group));
}

/** `28 of 30 connections are held by the page /phonebook, which has run no statement for up to 41 s`. */
export function heldWords(held: HeldByWork, max: number): string {
  const count = held.holders.length;
  const actor = actorWords(held.actor);
  const many = count === 1 ? `1 of ${max} connections is` : `${count} of ${max} connections are`;
  return `${many} held by ${workWords(held)}, ${doingWords(held)}${actor === '' ? '' : `, all for ${actor}`}`;
}

/** What a group does, as a relative clause. */
export function doingWords({ holding, longestMs, holders }: HeldByWork): string {
  const time = `${holders.length > 1 ? 'up to ' : ''}${spanWords(longestMs)}`;
  if (holding === 'still') return `which has run no statement for ${time}`;
  if (holding === 'runs') return `whose statement has run for ${time}`;
  return `none for longer than ${spanWords(longestMs)}`;
}

/** Milliseconds for a column whose head names the unit: `0.04`, `1.2`, `85`, `2,900`. */
export function millisecondWords(milliseconds: number): string {
  if (milliseconds >= 9.95) return formatCount(Math.round(milliseconds));
  if (milliseconds < 0.005) return '0';
  return milliseconds >= 0.995 ? milliseconds.toFixed(1) : milliseconds.toFixed(2);
}

/** A length of time to be read at a glance: `0.4 ms`, `85 ms`, `2.9 s`, `41 s`, `4 min 2 s`. */
export function spanWords(milliseconds: number): string {
  if (milliseconds < 9.95) return `${millisecondWords(milliseconds)} ms`;
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 9_950) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest > 0 ? ` ${rest} s` : ''}`;
}

function asHeld(holders: Holder[]): HeldByWork[] {
  const [first] = holders;
  if (first === undefined) return [];
  const { route, operation } = first;
  const actor = holders.every((one) => one.actor === first.actor) ? first.actor : null;
  const still = holders.filter((one) => holdingOf(one) === 'still');
  const runs = holders.filter((one) => holdingOf(one) === 'runs');
  const common = { route, operation, actor, holders };
  if (sumOf(still) + sumOf(runs) === 0) return [{ ...common, holding: 'short', longestMs: longest(holders, 'heldMs') }];
  if (sumOf(still) > sumOf(runs)) return [{ ...common, holding: 'still', longestMs: longest(still, 'forMs') }];
  return [{ ...common, holding: 'runs', longestMs: longest(runs, 'forMs') }];
}

function sumOf(holders: readonly Holder[]): number {
  return holders.reduce((sum, { heldMs }) => sum + heldMs, 0);
}

function longest(holders: readonly Holder[], of: 'heldMs' | 'forMs'): number {
  return Math.max(0, ...holders.map((one) => one[of]));
}
