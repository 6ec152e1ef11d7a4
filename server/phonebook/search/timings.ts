import 'server-only';
import { monitorPool } from '#server/core/db/monitor-pool.ts';
import { log } from '#server/core/log.ts';
import { inWork } from '#server/core/request-context.ts';
import type { SearchKind } from './kind.ts';

const FLUSH_AFTER_MS = 10_000;
const SMALLEST_MS = 0.1;
const GROWTH = 1.1;
/** The last bucket takes everything above 16 s. */
export const BUCKETS = 127;
const KEPT_DAYS = 35;
const SWEEP_EVERY_MS = 3_600_000;

type Tally = {
  minute: number;
  kind: SearchKind;
  searches: number;
  milliseconds: number;
  slowest: number;
  histogram: number[];
};
type Book = { tallies: Map<string, Tally>; timer: NodeJS.Timeout | null; swept: number };

/** One a process: Next's bundle and the listener around it count into the same. */
const place = Symbol.for('switchboard.searchTimings');

/** Counts one search of `kind` that took `ms` in the server. Written within ten seconds, never in the way of an answer. */
export function recordSearch(kind: SearchKind, ms: number): void {
  const book = openBook();
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  const key = `${minute} ${kind}`;
  const tally = book.tallies.get(key) ?? {
    minute,
    kind,
    searches: 0,
    milliseconds: 0,
    slowest: 0,
    histogram: new Array<number>(BUCKETS).fill(0),
  };
  tally.searches += 1;
  tally.milliseconds += ms;
  tally.slowest = Math.max(tally.slowest, ms);
  const bucket = bucketOf(ms);
  tally.histogram[bucket] = (tally.histogram[bucket] ?? 0) + 1;
  book.tallies.set(key, tally);
  if (book.timer !== null) return;
  book.timer = setTimeout(() => {
    flushSearchTimings().catch((error: unknown) =>
      log.warn({
        event: 'search.timings_not_written',
        message: error instanceof Error ? error.message : String(error),
      }),
    );
  }, FLUSH_AFTER_MS);
  book.timer.unref();
}

/** The bucket of the histogram for a time: the first whose end, 0.1 ms x 1.1^n, is not before it. */
export function bucketOf(ms: number): number {
  if (ms <= SMALLEST_MS) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / SMALLEST_MS) / Math.log(GROWTH)));
}

/** Writes what was counted; also when the process ends. What cannot be written now is kept for the next time. */
export async function flushSearchTimings(): Promise<void> {
  const book = openBook();
  if (book.timer !== null) clearTimeout(book.timer);
  book.timer = null;
  const written = [...book.tallies.values()];
  if (written.length === 0) return;
  book.tallies = new Map();
  try {
    await inWork('search.timings', () => write(written));
  } catch (error) {
    for (const tally of written) keep(book, tally);
    throw error;
  }
  if (Date.now() - book.swept < SWEEP_EVERY_MS) return;
  book.swept = Date.now();
  await monitorPool().query('delete from monitor.search_timings where minute < now() - make_interval(days => $1)', [
    KEPT_DAYS,
  ]);
}

function openBook(): Book {
  const made: Book | undefined = Reflect.get(globalThis, place);
  if (made !== undefined) return made;
  const book: Book = { tallies: new Map(), timer: null, swept: 0 };
  Reflect.set(globalThis, place, book);
  return book;
}

/** A database that stays away must not fill the memory: an hour of minutes is kept. */
function keep(book: Book, tally: Tally): void {
  const key = `${tally.minute} ${tally.kind}`;
  if (book.tallies.size < 300 && !book.tallies.has(key)) book.tallies.set(key, tally);
}

async function write(tallies: readonly Tally[]): Promise<void> {
  await monitorPool().query(
    `insert into monitor.search_timings as t (minute, kind, searches, milliseconds, slowest, histogram)
     select to_timestamp((r ->> 'minute')::double precision / 1000), r ->> 'kind', (r ->> 'searches')::int, (r ->> 'milliseconds')::double precision,
       (r ->> 'slowest')::double precision, array(select value::int from json_array_elements_text(r -> 'histogram') as value)
     from json_array_elements($1::json) as r
     on conflict (minute, kind) do update set searches = t.searches + excluded.searches, milliseconds = t.milliseconds + excluded.milliseconds,
       slowest = greatest(t.slowest, excluded.slowest),
       histogram = array(select coalesce(a, 0) + coalesce(b, 0) from unnest(t.histogram, excluded.histogram) with ordinality as u (a, b, place) order by place)`,
    [JSON.stringify(tallies)],
  );
}
