import type { Counters, GoneIndex, LostIndex } from './counters.ts';
import { wholePerMinute } from './whole-reads.ts';

/** How long a look back tells how often a table was read whole while an index of it was there. */
const USUAL_MS = 900_000;

type Reading = Pick<Counters, 'readAt' | 'scanned'>;

/** Remembers how often a table was read whole before an index of it was gone, for as long as that is spoken of. */
export class UsualReads {
  #readings: Reading[] = [];
  #before = new Map<string, number | null>();

  note(reading: Reading): void {
    const since = Date.parse(reading.readAt) - USUAL_MS;
    this.#readings = [...this.#readings.filter(({ readAt }) => Date.parse(readAt) >= since), reading];
  }

  /** With what was usual by the readings until they were first missed. */
  of(lost: readonly LostIndex[]): GoneIndex[] {
    const gone = lost.map((index) => {
      const known = this.#before.get(keyOf(index));
      return { ...index, wholePerMinute: known === undefined ? wholePerMinute(index.table, this.#readings) : known };
    });
    this.#before = new Map(gone.map((index) => [keyOf(index), index.wholePerMinute]));
    return gone;
  }
}

function keyOf({ table, index, missedAt }: LostIndex): string {
  return `${table} ${index} ${missedAt}`;
}
