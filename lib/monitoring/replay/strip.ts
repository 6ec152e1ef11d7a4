import { countOf } from '#lib/count.ts';
import { redisStates } from './facts.ts';

/** The worst of what was seen in one bucket; null where it was not seen. */
export type StripPoint = {
  /** When it begins, in milliseconds since 1970. */
  at: number;
  active: number | null;
  waiting: number | null;
  blocked: number | null;
  poolOut: number | null;
  poolMost: number | null;
  poolWaiting: number | null;
  /** 0 not set, 1 answers, 2 away. */
  redisState: number | null;
  /** The lowest, 0 to 1. */
  hitRate: number | null;
  /** 0 nothing was told, 1 a warning, 2 critical; null while nobody judged. */
  verdict: number | null;
  /** When most were held up, in milliseconds since 1970; null while nobody was. */
  troubleAt: number | null;
};

/** Buckets of `step` minutes from `from` on. */
export type Strip = { from: number; to: number; step: number; points: StripPoint[] };

/** Something of a strip that was told, or changed. Milliseconds since 1970; `to` is null while it lasts. */
export type StripIncident = {
  id: string;
  from: number;
  to: number | null;
  severity: 'warn' | 'crit';
  sentence: string;
};
export type StripChange = { at: number; label: string };

const MINUTE = 60_000;

/** All buckets of a stretch: those without a row were not seen. */
export function filledStrip(stretch: { from: number; to: number; step: number }, rows: readonly StripPoint[]): Strip {
  const { from, to, step } = stretch;
  const known = new Map(rows.map((row) => [row.at, row]));
  const count = Math.round((to - from) / (step * MINUTE));
  const points = Array.from({ length: count }, (_, place) => {
    const at = from + place * step * MINUTE;
    return known.get(at) ?? unseenPoint(at);
  });
  return { from, to, step, points };
}

/** A bucket of which nothing is known. */
export function unseenPoint(at: number): StripPoint {
  return {
    at,
    active: null,
    waiting: null,
    blocked: null,
    poolOut: null,
    poolMost: null,
    poolWaiting: null,
    redisState: null,
    hitRate: null,
    verdict: null,
    troubleAt: null,
  };
}

/** Whether anything was seen in it. */
export function isSeen({ active, poolOut, redisState, verdict }: StripPoint): boolean {
  return active !== null || poolOut !== null || redisState !== null || verdict !== null;
}

/** The bucket that holds an instant; undefined outside of the strip. */
export function pointAt({ from, step, points }: Strip, at: number): StripPoint | undefined {
  return points[Math.floor((at - from) / (step * MINUTE))];
}

/**
 * Where a place on the strip leads: to the worst moment of its bucket where somebody was held up, else to the place itself, to the minute.
 * @param share 0 to 1 from the left
 */
export function momentAt(strip: Strip, share: number): number {
  const { from, to } = strip;
  const at = from + Math.max(0, Math.min(0.999_999, share)) * (to - from);
  return pointAt(strip, at)?.troubleAt ?? Math.floor(at / MINUTE) * MINUTE;
}

/** A bucket in words, part by part. */
export function pointWords(point: StripPoint): string[] {
  if (!isSeen(point)) return ['not sampled then'];
  const { active, blocked, waiting, poolOut, poolMost, poolWaiting, redisState, hitRate, verdict } = point;
  return [
    verdict === null ? 'nobody judged' : (levelWords[verdict] ?? ''),
    active === null ? 'sessions not seen' : `${active} active, ${waiting ?? 0} waiting, ${blocked ?? 0} blocked`,
    poolOut === null
      ? 'pool not seen'
      : `pool ${poolOut} of ${poolMost ?? 0} out, ${countOf(poolWaiting ?? 0, 'waiter', 'waiters')}`,
    redisWords(redisState, hitRate),
  ];
}

export const levelWords: Readonly<Record<number, string>> = { 0: 'nothing told', 1: 'a warning told', 2: 'critical' };

function redisWords(state: number | null, hitRate: number | null): string {
  if (state === null) return 'Redis not seen';
  if (state === redisStates.unset) return 'no Redis set';
  if (state === redisStates.away) return 'Redis away';
  return hitRate === null ? 'Redis answers' : `Redis finds ${Math.round(hitRate * 100)} %`;
}

/** The strip in two or three sentences, for those who do not see it. */
export function stripSummary({ points }: Strip, incidents: number): string {
  const seen = points.filter(isSeen).length;
  const most = (of: (point: StripPoint) => number | null) => Math.max(0, ...points.map((point) => of(point) ?? 0));
  return `${countOf(incidents, 'incident', 'incidents')}. At most ${most(({ active }) => active)} sessions active, ${most(({ blocked }) => blocked)} blocked, ${most(({ poolOut }) => poolOut)} connections out and ${most(({ poolWaiting }) => poolWaiting)} waiters. ${seen} of ${points.length} stretches were sampled.`;
}
