import type { ErrorRow, ErrorsSample } from '#lib/monitoring/errors/sample.ts';
import {
  MINUTE_MS,
  type Minute,
  matterKey,
  minuteOf,
  type Tally,
  type TallyKind,
} from '#lib/monitoring/errors/tally.ts';

const FIVE = 5;
const HOUR = 60;
/** Good minutes between two that fail, from which what fails now is another matter. */
const GAP = 2;

/** What failed in the hour before `now`, the newest first. `minutes` are those of all processes, in any order. */
export function rowsOf(minutes: readonly Minute[], now: number): ErrorRow[] {
  const groups = Map.groupBy(tallied(minutes, now, HOUR), ({ tally }) => groupKey(tally));
  return [...groups.values()]
    .flatMap((group) => rowOf(group, now))
    .toSorted((a, b) => b.lastAt.localeCompare(a.lastAt) || b.hour.failed - a.hour.failed);
}

/** The same by kind, also of what did not fail. */
export function sumsOf(minutes: readonly Minute[], now: number): ErrorsSample['sums'] {
  const groups = Map.groupBy(tallied(minutes, now, HOUR), ({ tally }) => tally.kind);
  return Object.fromEntries(
    [...groups].map(([kind, group]: [TallyKind, Placed[]]) => [
      kind,
      { five: sumOf(group, firstOf(now, FIVE)), hour: sumOf(group, 0) },
    ]),
  );
}

type Placed = { minute: number; tally: Tally };

function tallied(minutes: readonly Minute[], now: number, length: number): Placed[] {
  const first = firstOf(now, length);
  return minutes
    .filter(({ minute }) => minute >= first)
    .flatMap(({ minute, tallies }) => tallies.map((tally) => ({ minute, tally })));
}

function rowOf(group: readonly Placed[], now: number): ErrorRow[] {
  const failing = group.filter(({ tally }) => tally.failed > 0);
  const last = failing.reduce<Placed | undefined>(
    (newest, one) => (newest === undefined || one.tally.lastAt > newest.tally.lastAt ? one : newest),
    undefined,
  );
  if (last === undefined) return [];
  const { kind, name, place, detail, pool, lastAt } = last.tally;
  return [
    {
      ...{ kind, name, place, detail, pool },
      five: sumOf(group, firstOf(now, FIVE)),
      hour: sumOf(group, 0),
      since: new Date(beganAt(failing.map(({ minute }) => minute))).toISOString(),
      lastAt: new Date(lastAt).toISOString(),
    },
  ];
}

function sumOf(group: readonly Placed[], first: number): { failed: number; total: number } {
  const inside = group.filter(({ minute }) => minute >= first);
  return {
    failed: inside.reduce((sum, { tally }) => sum + tally.failed, 0),
    total: inside.reduce((sum, { tally }) => sum + tally.total, 0),
  };
}

function beganAt(minutes: readonly number[]): number {
  const newestFirst = [...new Set(minutes)].toSorted((a, b) => b - a);
  let began = newestFirst[0] ?? 0;
  for (const minute of newestFirst) {
    if (began - minute > (GAP + 1) * MINUTE_MS) break;
    began = minute;
  }
  return began;
}

function firstOf(now: number, length: number): number {
  return minuteOf(now) - (length - 1) * MINUTE_MS;
}

/** A job is one matter whatever it failed of, so that its runs that went well count with it. */
function groupKey(tally: Tally): string {
  return matterKey(tally.kind === 'job' ? { ...tally, detail: '' } : tally);
}
