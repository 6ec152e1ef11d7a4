import 'server-only';
import type { Delta, Seam } from '#lib/monitoring/statements/deltas.ts';
import { addFigures, type Figures, firstOfAll, noFigures } from '#lib/monitoring/statements/figures.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import type { StatementBook } from './book.ts';
import { OTHERS, OTHERS_APART } from './identity.ts';
import { type MinuteRow, recordSeam, recordStatements, touchStatements } from './store.ts';

const MINUTE_MS = 60_000;
/** Statements that keep their name in a minute, by each of time, mean, blocks and temporary files. */
const NAMED = 200;
/** Minutes that wait for a database that is away; the oldest go. */
const WAITING_AT_MOST = 60;

type Waiting = { minute: number; rows: MinuteRow[] };
type WaitingSeam = { minute: number; kind: Seam };

/** Adds up what statements did in the present minute and writes each minute once it has ended. */
export class StatementLedger {
  readonly #actor: Actor;
  readonly #book: StatementBook;
  #minute = 0;
  #sums = new Map<string, Delta>();
  #waiting: Waiting[] = [];
  #seams: WaitingSeam[] = [];

  constructor(actor: Actor, book: StatementBook) {
    this.#actor = actor;
    this.#book = book;
  }

  /** Counts what was read at `at` (milliseconds since 1970). */
  add(deltas: readonly Delta[], at: number): void {
    this.close(at);
    for (const delta of deltas) {
      const name = `${delta.queryid} ${delta.nested}`;
      const sum = this.#sums.get(name);
      this.#sums.set(name, sum === undefined ? delta : { ...sum, figures: addFigures(sum.figures, delta.figures) });
    }
  }

  /** Remembers that counters began anew, or that some were lost, by `at`. */
  mark(kind: Seam, at: number): void {
    const minute = minuteOf(at);
    if (this.#seams.some((seam) => seam.minute === minute && seam.kind === kind)) return;
    this.#seams = [...this.#seams, { minute, kind }].slice(-WAITING_AT_MOST);
  }

  /** Ends a minute that is over at `at`. */
  close(at: number): void {
    const minute = minuteOf(at);
    if (minute === this.#minute) return;
    if (this.#sums.size > 0)
      this.#waiting.push({ minute: this.#minute, rows: rowsOf([...this.#sums.values()], this.#book) });
    this.#waiting = this.#waiting.slice(-WAITING_AT_MOST);
    this.#minute = minute;
    this.#sums = new Map();
  }

  /** Writes the seams and the minutes that have ended. @throws what the database answered; they wait for the next time */
  async write(): Promise<void> {
    for (let next = this.#seams[0]; next !== undefined; next = this.#seams[0]) {
      await recordSeam(this.#actor, new Date(next.minute), next.kind);
      this.#seams = this.#seams.filter((one) => one !== next);
    }
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      await recordStatements(this.#actor, new Date(next.minute), next.rows);
      this.#waiting = this.#waiting.filter((one) => one !== next);
      await touchStatements(
        this.#actor,
        next.rows.map(({ id }) => id),
      );
    }
  }
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

/** The first by name, the rest as one: exactly all that was counted. */
function rowsOf(deltas: readonly Delta[], book: StatementBook): MinuteRow[] {
  const first = firstOfAll(deltas, NAMED);
  const rows = new Map<string, Figures>();
  for (const delta of deltas) {
    const known = book.get(delta);
    const isApart = delta.nested || known?.watching === true;
    const others = isApart ? OTHERS_APART : OTHERS;
    const id = known !== undefined && first.has(delta) ? known.id : others;
    rows.set(id, addFigures(rows.get(id) ?? noFigures, delta.figures));
  }
  return [...rows].map(([id, figures]) => ({ id, figures }));
}
