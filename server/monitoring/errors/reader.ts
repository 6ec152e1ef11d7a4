import 'server-only';
import { isWhole } from '#lib/monitoring/errors/deadlock.ts';
import { rowsOf, sumsOf } from '#lib/monitoring/errors/rows.ts';
import type { ErrorsSample } from '#lib/monitoring/errors/sample.ts';
import { MINUTE_MS } from '#lib/monitoring/errors/tally.ts';
import { bookId, readBook } from '#server/core/failures/book.ts';
import { log } from '#server/core/log.ts';
import { findFailedJobs } from '#server/monitoring/errors/failed-jobs.ts';
import { Ledger } from '#server/monitoring/errors/ledger.ts';
import { withParties } from '#server/monitoring/errors/parties.ts';
import type { SeenSessions } from '#server/monitoring/errors/seen-sessions.ts';
import { sweepFailures, writeDeadlocks, writeFailures } from '#server/monitoring/errors/store.ts';
import type { Reading } from '#server/monitoring/probe.ts';

const EVERY_SECONDS = 2;
/** The web tells every 2 s; past this its figures are old. */
const OLD_MS = 9_000;
/** Sessions are sampled every 10 s at the slowest. */
const SERVER_OLD_MS = 30_000;
const WRITTEN_EVERY_MS = 10_000;
const JOBS_EVERY_MS = 30_000;
const UNSEEN_JOBS_EVERY_MS = 4_000;
const SWEPT_EVERY_MS = 600_000;
/** So long after it a party of a deadlock is still looked for. */
const LOOKED_FOR_MS = 15_000;
/** The server counts one of ours so late at the latest. */
const COUNTED_WITHIN_MS = 60_000;
const ROWS = 60;
const DEADLOCKS = 10;

/**
 * The part `errors`: what failed in the web processes, in this one and by the server's own count. It knows from memory, also while the
 * database does not answer; what it reads and writes there goes on behind its back.
 */
export class ErrorsReader {
  readonly name = 'errors';
  readonly everySeconds = EVERY_SECONDS;
  readonly isCheap = true;
  readonly #ledger = new Ledger();
  readonly #sessions: SeenSessions;
  readonly #since = new Date();
  /** Our deadlocks that the server's count was seen of. */
  readonly #claimed = new Set<string>();
  #jobs: ErrorsSample['jobs'] = null;
  #behind = Promise.resolve();
  #isBehind = false;
  #due = { write: 0, jobs: 0, sweep: Date.now() + SWEPT_EVERY_MS };
  #failing = false;

  constructor(sessions: SeenSessions) {
    this.#sessions = sessions;
  }

  /** Takes in what a web process tells; whatever is none of it is left alone. */
  receive(message: unknown): void {
    this.#ledger.receive(message);
  }

  read = async (): Promise<Reading<ErrorsSample>> => {
    const now = Date.now();
    this.#gather(now);
    if (!this.#isBehind) {
      this.#isBehind = true;
      this.#behind = this.#work(now);
    }
    const { toldAt } = this.#ledger;
    if (toldAt === null)
      return {
        ok: false,
        reason: 'The web process has said nothing of its failures yet.',
        blinds: 'Whether requests and actions fail is not known until it does.',
        mend: null,
      };
    if (now - toldAt > OLD_MS)
      throw new Error(`The web process has said nothing of its failures for ${Math.round((now - toldAt) / 1_000)} s.`);
    return { ok: true, value: this.#sample(now) };
  };

  /** Ends when what is under way behind its back has ended. */
  async settled(): Promise<void> {
    await this.#behind;
  }

  #gather(now: number): void {
    const own = readBook(now - MINUTE_MS, now);
    this.#ledger.replace(`worker-${bookId()}`, 'worker', own.minutes);
    for (const deadlock of own.deadlocks) this.#ledger.addDeadlock(deadlock);
    for (const { minute, tallies } of this.#sessions.takeTallies())
      this.#ledger.add(`server-${bookId()}`, minute, tallies);
    this.#claim(now);
    for (const deadlock of this.#sessions.takeOthers(now)) this.#ledger.addDeadlock(deadlock);
    this.#ledger.trim(now);
  }

  /** The server counts our deadlocks as well: those are not told twice. */
  #claim(now: number): void {
    const lately = this.#ledger.deadlocks.filter(({ sure, at }) => sure && now - Date.parse(at) <= COUNTED_WITHIN_MS);
    for (const { id } of lately) if (!this.#claimed.has(id) && this.#sessions.claim()) this.#claimed.add(id);
    if (lately.length === 0) this.#claimed.clear();
  }

  #sample(now: number): ErrorsSample {
    const { minutes, deadlocks } = this.#ledger;
    const rows = rowsOf(minutes, now).filter(({ kind }) => kind !== 'seen');
    const { newestAt } = this.#sessions;
    return {
      at: new Date(now).toISOString(),
      since: this.#since.toISOString(),
      sums: sumsOf(minutes, now),
      rows: rows.slice(0, ROWS),
      moreRows: Math.max(0, rows.length - ROWS),
      deadlocks: deadlocks.slice(0, DEADLOCKS),
      jobs: this.#jobs,
      serverSeen: newestAt !== null && now - Date.parse(newestAt) <= SERVER_OLD_MS,
    };
  }

  async #work(now: number): Promise<void> {
    try {
      await this.#nameParties(now);
      await this.#write(now);
      if (now >= this.#due.jobs) {
        this.#due.jobs = now + JOBS_EVERY_MS;
        this.#jobs = await findFailedJobs();
        // The queue of a product just started is made in these seconds, and a right may be given at any time.
        if (this.#jobs.state === 'blind') this.#due.jobs = now + UNSEEN_JOBS_EVERY_MS;
      }
      if (now >= this.#due.sweep) {
        this.#due.sweep = now + SWEPT_EVERY_MS;
        await sweepFailures();
      }
      this.#failing = false;
    } catch (error) {
      // The database is away; monitoring says so elsewhere. What is to be written waits for the next time.
      const message = error instanceof Error ? error.message : String(error);
      if (!this.#failing) log.warn({ event: 'monitoring.errors_not_kept', message });
      this.#failing = true;
    } finally {
      this.#isBehind = false;
    }
  }

  async #nameParties(now: number): Promise<void> {
    const open = this.#ledger.deadlocks.filter(
      (one) => one.sure && !isWhole(one) && now - Date.parse(one.at) <= LOOKED_FOR_MS,
    );
    for (const deadlock of open) this.#ledger.updateDeadlock(await withParties(deadlock, this.#sessions));
  }

  async #write(now: number): Promise<void> {
    if (now < this.#due.write) return;
    this.#due.write = now + WRITTEN_EVERY_MS;
    const entries = this.#ledger.takeDirty();
    const deadlocks = this.#ledger.takeUnwritten();
    try {
      await writeFailures(entries);
      await writeDeadlocks(deadlocks);
    } catch (error) {
      this.#ledger.giveBack(entries, deadlocks);
      throw error;
    }
  }
}
