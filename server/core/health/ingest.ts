import 'server-only';

/** Upper bounds of the bins of answer times, in milliseconds; the last bin has none. */
export const ACK_BOUNDS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000] as const;

/** What the taking in of turns has done since this process started. Times are milliseconds since 1970. */
export type IngestFigures = {
  /** Turns by what became of them. */
  accepted: number;
  duplicates: number;
  invalid: number;
  /** Requests sent away because too much waited (429), or because Postgres was away (503). */
  rateLimited: number;
  unavailable: number;
  /** What waits for its flush at this moment, and since when. */
  backlogBytes: number;
  backlogSince: number | null;
  /** The last flush that stored its turns; since when none has, and why. */
  storedAt: number | null;
  failingSince: number | null;
  failure: string | null;
  rateLimitedAt: number | null;
  /** Requests answered 201, by the time from their last byte to the answer. */
  acks: number[];
  /** Their times together, in milliseconds. */
  ackMs: number;
};

/** Counts the turns of a request by what became of them. */
export function noteTurns(turns: Pick<IngestFigures, 'accepted' | 'duplicates' | 'invalid'>): void {
  const figures = ingestFigures();
  figures.accepted += turns.accepted;
  figures.duplicates += turns.duplicates;
  figures.invalid += turns.invalid;
}

/** Counts a request answered 201, by the time from its last byte to the answer. */
export function noteAck(milliseconds: number): void {
  const figures = ingestFigures();
  figures.ackMs += milliseconds;
  const bin = ACK_BOUNDS_MS.findIndex((bound) => milliseconds <= bound);
  const place = bin === -1 ? ACK_BOUNDS_MS.length : bin;
  figures.acks[place] = (figures.acks[place] ?? 0) + 1;
}

const key = Symbol.for('switchboard.ingest');

/** The figures of this process: one object, which the ingest writes, for our server and for Next's bundle alike. */
export function ingestFigures(): IngestFigures {
  const existing: IngestFigures | undefined = Reflect.get(globalThis, key);
  if (existing !== undefined) return existing;
  const fresh: IngestFigures = {
    accepted: 0,
    duplicates: 0,
    invalid: 0,
    rateLimited: 0,
    unavailable: 0,
    backlogBytes: 0,
    backlogSince: null,
    storedAt: null,
    failingSince: null,
    failure: null,
    rateLimitedAt: null,
    ackMs: 0,
    acks: Array.from({ length: ACK_BOUNDS_MS.length + 1 }, () => 0),
  };
  Reflect.set(globalThis, key, fresh);
  return fresh;
}
