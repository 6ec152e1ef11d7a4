import 'server-only';
import type pg from 'pg';
import { type CounterReading, type Delta, deltasBetween } from '#lib/monitoring/statements/deltas.ts';
import { type Figures, noFigures, sumFigures } from '#lib/monitoring/statements/figures.ts';
import type { PoolRun } from '#lib/monitoring/statements/runners.ts';
import type { SampledStatement, StatementsSample } from '#lib/monitoring/statements/sample.ts';
import { slowdownOf } from '#lib/monitoring/statements/slowdown.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { log } from '#server/core/log.ts';
import { within } from '#server/core/within.ts';
import type { Probe, Reading, ServerFacts } from '#server/monitoring/probe.ts';
import { isRefusal } from '#server/monitoring/storage/matter.ts';
import { blindByError, blindBySettings, blindToOthers } from './blindness.ts';
import { StatementBook } from './book.ts';
import { readCounters, readStatementSettings, type StatementSettings } from './counters.ts';
import { Habits } from './habits.ts';
import { StatementLedger } from './ledger.ts';
import { Scans } from './scans.ts';

const EVERY_SECONDS = 10;
/** Texts are asked for once a minute, as the server reads its whole file for it; at once where much time is without a name. */
const LEARN_EVERY_MS = 60_000;
const UNNAMED_SHARE = 0.05;
/** After a minute, and each time twice as late, where the server did not give them: its file may be too large for its 2 s. */
const LEARN_AT_LATEST_MS = 1_800_000;
/** How long a reading waits for what is kept: it holds up all that share its connection. What comes later is of use to the next. */
const WAITS_MS = 300;
const TIDY_EVERY_MS = 600_000;
/** What a sample names: those with a share of time worth telling, and those that wrote temporary files. */
const NAMED = 12;
const SMALLEST_SHARE = 0.01;
/** From this share on it is worth a question of its own what a statement usually takes. */
const TELLING_SHARE = 0.1;
const OUT_OF_ORDER = 2.5;
const LOOKED_INTO_MS = 20;

type Extension = { schema: string; version: string };
/** For whom a statement of this text was sent in the last minutes. */
type RunnersOf = (text: string) => PoolRun[];
type Named = { id: string; text: string; figures: Figures };

/** Reads pg_stat_statements as differences to the reading before, which it keeps; it never resets anything. */
export class StatementsProbe implements Probe<StatementsSample> {
  readonly name = 'statements';
  readonly everySeconds = EVERY_SECONDS;
  readonly #book: StatementBook;
  readonly #ledger: StatementLedger;
  readonly #habits: Habits;
  readonly #scans: Scans;
  readonly #runnersOf: RunnersOf;
  #before: (CounterReading & { hidden: number }) | null = null;
  #learntAt = 0;
  #learnPauseMs = 0;
  #tidiedAt = 0;
  #writing: Promise<void> | null = null;
  #failing = false;

  constructor(actor: Actor, runnersOf: RunnersOf = () => []) {
    this.#runnersOf = runnersOf;
    this.#book = new StatementBook(actor);
    this.#ledger = new StatementLedger(actor, this.#book);
    this.#habits = new Habits(actor);
    this.#scans = new Scans(actor);
  }

  async read(client: pg.ClientBase, server: ServerFacts): Promise<Reading<StatementsSample>> {
    const settings = await readStatementSettings(client);
    const blind = blindBySettings(settings);
    const { schema, version } = settings;
    if (blind !== null || schema === null || version === null) return this.#blind(blind);
    let now: CounterReading & { hidden: number };
    try {
      now = await readCounters(client, { schema, version }, server);
    } catch (error) {
      const refused = blindByError(error, settings);
      if (refused === null) throw error;
      return this.#blind(refused);
    }
    const sample = await this.#take(client, { schema, version }, settings, now);
    if (now.hidden > 0) return { ok: false, ...blindToOthers(now.hidden, now.hidden + now.counters.size, settings) };
    return { ok: true, value: sample };
  }

  /** What is counted until it reads again is for another process to count. */
  forget(): void {
    this.#before = null;
  }

  /** Waits until what was counted is written, as far as the database takes it. */
  async settle(): Promise<void> {
    await this.#writing;
  }

  #blind(blindness: Exclude<ReturnType<typeof blindBySettings>, null> | null): Reading<StatementsSample> {
    // What is seen again later has counted meanwhile.
    this.#before = null;
    return {
      ok: false,
      ...(blindness ?? {
        reason: 'pg_stat_statements cannot be read.',
        blinds: 'Statements stay unknown.',
        mend: null,
      }),
    };
  }

  async #take(
    client: pg.ClientBase,
    extension: Extension,
    settings: StatementSettings,
    now: CounterReading & { hidden: number },
  ): Promise<StatementsSample> {
    // Lines that were hidden and are not any more come with all they ever counted.
    const before = this.#before !== null && this.#before.hidden > 0 && now.hidden === 0 ? null : this.#before;
    const { seam, deltas, evictions } = deltasBetween(before, now);
    const seconds = seam === 'start' || before === null ? 0 : (now.at - before.at) / 1_000;
    this.#before = now;
    if (seam !== null) this.#ledger.mark(seam, now.at);
    try {
      await this.#learn(client, extension, deltas, now.at);
    } finally {
      // Counted whatever comes of their texts: the next reading's differences begin here.
      this.#ledger.add(deltas, now.at);
    }
    const named = this.#named(deltas);
    const total = sumFigures(deltas.filter((delta) => !this.#isApart(delta)).map(({ figures }) => figures));
    const watching = sumFigures(
      deltas.filter((delta) => this.#book.get(delta)?.watching).map(({ figures }) => figures),
    );
    const telling = named.filter(({ figures }) => figures.ms >= total.ms * TELLING_SHARE).map(({ id }) => id);
    await this.#soon(this.#habits.lookFor(telling, now.at));
    const top = named
      .filter(({ figures }, place) => figures.ms >= total.ms * SMALLEST_SHARE && (place < NAMED || figures.temp > 0))
      .slice(0, 2 * NAMED)
      .map((one) => this.#sampled(one));
    this.#remember(named, now.at);
    this.#lookInto(top);
    this.#write(now.at);
    return {
      seconds,
      seam,
      lines: now.counters.size + now.hidden,
      evictions,
      workMem: settings.workMem,
      slowdown: slowdownOf(named.map(({ id, figures }) => ({ figures, usualMs: this.#habits.of(id).usualMs }))),
      total,
      watching,
      top,
      others: rest(total, sumFigures(top.map(({ figures }) => figures))),
    };
  }

  #isApart(delta: Delta): boolean {
    return delta.nested || this.#book.get(delta)?.watching === true;
  }

  /** Waits for what is asked of our own tables, for a moment: a lock there may last. */
  async #soon(asked: Promise<void>): Promise<void> {
    await within(
      WAITS_MS,
      asked.catch((error: unknown) => this.#note(error)),
      undefined,
    );
  }

  /** Learns texts that are missing; those that the server refuses stay unknown, and are asked for again later and later. */
  async #learn(client: pg.ClientBase, extension: Extension, deltas: readonly Delta[], at: number): Promise<void> {
    await this.#soon(this.#book.load());
    if (at - this.#learntAt < this.#learnPauseMs) return;
    const unknown = deltas.filter((delta) => this.#book.get(delta) === undefined);
    const all = sumFigures(deltas.map(({ figures }) => figures)).ms;
    const unnamed = sumFigures(unknown.map(({ figures }) => figures)).ms;
    if (unnamed <= all * UNNAMED_SHARE && at - this.#learntAt < LEARN_EVERY_MS) return;
    this.#learntAt = at;
    const pauseMs = this.#learnPauseMs;
    this.#learnPauseMs = Math.min(Math.max(LEARN_EVERY_MS, 2 * pauseMs), LEARN_AT_LATEST_MS);
    try {
      await this.#book.learn(client, extension, unknown);
      this.#learnPauseMs = 0;
    } catch (error) {
      // It is the last that is asked in this transaction, which is of no more use now.
      if (!isRefusal(error)) throw error;
      this.#note(error);
    }
  }

  /** Statements that count, each once however many users run it, the most time first. */
  #named(deltas: readonly Delta[]): Named[] {
    const sums = new Map<string, Named>();
    for (const delta of deltas) {
      const known = this.#book.get(delta);
      if (known === undefined || this.#isApart(delta)) continue;
      const sum = sums.get(known.id);
      const figures = sum === undefined ? delta.figures : sumFigures([sum.figures, delta.figures]);
      sums.set(known.id, { id: known.id, text: known.text, figures });
    }
    return [...sums.values()].sort((one, other) => other.figures.ms - one.figures.ms);
  }

  #sampled({ id, text, figures }: Named): SampledStatement {
    return {
      id,
      text,
      figures: rounded(figures),
      ...this.#habits.of(id),
      scan: this.#scans.of(id),
      runners: this.#runnersOf(text),
    };
  }

  #remember(named: readonly Named[], at: number): void {
    for (const { id, figures } of named) {
      const { usualMs } = this.#habits.of(id);
      const isOrdinary = usualMs === null || figures.ms / figures.calls < OUT_OF_ORDER * usualMs;
      this.#habits.remember(id, figures, at, isOrdinary);
    }
  }

  /** Has a plan made of what may be to blame, beside the reading: the next sample tells what it reads whole. */
  #lookInto(top: readonly SampledStatement[]): void {
    for (const { id, figures, usualMs } of top) {
      const mean = figures.ms / figures.calls;
      if (mean >= LOOKED_INTO_MS && (usualMs === null || mean >= OUT_OF_ORDER * usualMs)) this.#scans.look(id);
    }
  }

  #write(at: number): void {
    if (this.#writing !== null) return;
    const work = async () => {
      await this.#book.store();
      await this.#ledger.write();
      await this.#habits.look(at);
      if (at - this.#tidiedAt > TIDY_EVERY_MS) {
        this.#tidiedAt = at;
        this.#habits.tidy(at);
        const counters = this.#before?.counters.values() ?? [];
        this.#book.keepOnly(new Set([...counters].map(({ queryid, nested }) => `${queryid} ${nested}`)));
      }
      this.#failing = false;
    };
    this.#writing = work()
      .catch((error: unknown) => this.#note(error))
      .finally(() => {
        this.#writing = null;
      });
  }

  #note(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (!this.#failing) log.warn({ event: 'monitoring.statements_not_kept', message });
    this.#failing = true;
  }
}

function rest(total: Figures, named: Figures): Figures {
  const left = (name: keyof Figures) => Math.max(0, Math.round((total[name] - named[name]) * 1_000) / 1_000);
  return {
    ...noFigures,
    calls: left('calls'),
    ms: left('ms'),
    rows: left('rows'),
    hit: left('hit'),
    read: left('read'),
    written: left('written'),
    temp: left('temp'),
    ioMs: left('ioMs'),
  };
}

function rounded(figures: Figures): Figures {
  return { ...figures, ms: Math.round(figures.ms * 1_000) / 1_000, ioMs: Math.round(figures.ioMs * 1_000) / 1_000 };
}
