import { pointAt, type Strip } from './strip.ts';

const MINUTE = 60_000;

/**
 * So many minutes further, at the whole minute; there to the worst moment of that minute where somebody was held up in it.
 * @param closeUp what is known of the minutes around
 */
export function movedBy(at: number, minutes: number, closeUp: Strip, now: number): number {
  const here = Math.floor(at / MINUTE) * MINUTE;
  const there = Math.min(here + minutes * MINUTE, now);
  const point = closeUp.step === 1 ? pointAt(closeUp, there) : undefined;
  // Kept to the whole second above, it may be the very end of its minute: never the way back, nor where one stands.
  const trouble = point?.troubleAt ?? null;
  return trouble !== null && (minutes > 0 ? trouble > at : trouble < at) ? trouble : there;
}

/** When the incident before that moment, or the one after it, was told; null when there is none that way. */
export function incidentFrom(at: number, way: 'before' | 'after', toldAt: readonly number[]): number | null {
  const seconds = toldAt.map(wholeSecond);
  const [first] =
    way === 'before'
      ? seconds.filter((one) => one < at).toSorted((a, b) => b - a)
      : seconds.filter((one) => one > at).toSorted((a, b) => a - b);
  return first ?? null;
}

/** The first whole second at which something of that instant is seen: addresses have seconds and no less. */
export function wholeSecond(at: number): number {
  return Math.ceil(at / 1_000) * 1_000;
}
