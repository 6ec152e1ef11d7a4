import 'server-only';
import { type MonitorMessage, monitorMessageSchema } from '#lib/monitoring/message.ts';
import { type LookUps, lookUps } from '#server/core/cache/look-ups.ts';

const TELL_EVERY_MS = 2_000;
const WINDOW_MS = 60_000;
/** A web process that has told nothing for so long has ended. */
const FORGOTTEN_MS = 60_000;

type ByPrefix = Record<string, LookUps>;
/** `first` is what a process told first: it may have counted for long before this one began. */
type Told = { at: number; prefixes: ByPrefix; first: ByPrefix };
type Totals = Map<number, ByPrefix>;

const told = new Map<number, Told>();

/** Tells the worker every 2 s what this process counted. For a web process, once. */
export function tellLookUps(send: (message: MonitorMessage) => void): void {
  setInterval(
    () => send({ to: 'worker', kind: 'look-ups', process: process.pid, prefixes: lookUps() }),
    TELL_EVERY_MS,
  ).unref();
}

/** Takes in what a web process told; whatever is none of it is left alone. */
export function receiveLookUps(message: unknown, now = Date.now()): void {
  const parsed = monitorMessageSchema.safeParse(message);
  if (!parsed.success || parsed.data.kind !== 'look-ups') return;
  const { process: id, prefixes } = parsed.data;
  told.set(id, { at: now, prefixes, first: told.get(id)?.first ?? prefixes });
}

/** What all processes together looked up in the last minute, by prefix, as far as it was watched. */
export class LookUpWindow {
  #seen: { at: number; totals: Totals }[] = [];

  read(now: number): Map<string, LookUps> {
    for (const [process, { at }] of told) if (now - at > FORGOTTEN_MS) told.delete(process);
    const totals: Totals = new Map([...told].map(([id, { prefixes }]) => [id, prefixes]));
    totals.set(process.pid, lookUps());
    this.#seen = [...this.#seen.filter(({ at }) => now - at <= WINDOW_MS), { at: now, totals }];
    return difference(this.#seen[0]?.totals ?? totals, totals);
  }
}

function difference(older: Totals, newer: Totals): Map<string, LookUps> {
  const sums = new Map<string, LookUps>();
  for (const [id, prefixes] of newer) {
    for (const [prefix, counts] of Object.entries(prefixes)) {
      const sum = sums.get(prefix) ?? { hits: 0, misses: 0, inMemory: 0 };
      const was = (older.get(id) ?? told.get(id)?.first)?.[prefix] ?? { hits: 0, misses: 0, inMemory: 0 };
      sums.set(prefix, {
        hits: sum.hits + counts.hits - was.hits,
        misses: sum.misses + counts.misses - was.misses,
        inMemory: sum.inMemory + counts.inMemory - was.inMemory,
      });
    }
  }
  return sums;
}
