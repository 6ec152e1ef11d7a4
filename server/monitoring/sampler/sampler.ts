import 'server-only';
import type { Cause } from '#lib/monitoring/cause.ts';
import { type MonitorMessage, monitorMessageSchema } from '#lib/monitoring/message.ts';
import { type RuleSettings, rulesOff, rulesWith } from '#lib/monitoring/rules/in-force.ts';
import { Judge, type Open } from '#lib/monitoring/verdict/judge.ts';
import type { Verdict } from '#lib/monitoring/verdict/verdict.ts';
import { log } from '#server/core/log.ts';
import { Blindness, causesOfBlindness } from '#server/monitoring/sampler/blindness.ts';
import type { Sink } from '#server/monitoring/sampler/keep.ts';
import { Line, SampledElsewhereError } from '#server/monitoring/sampler/line.ts';
import type { Part } from '#server/monitoring/sampler/part.ts';
import { causesOfSilence, Silence } from '#server/monitoring/sampler/silence.ts';

const JUDGE_EVERY_MS = 1_000;
/** How much slower parts are read while nobody looks and nothing is wrong. */
const UNWATCHED = 5;
/** A page that looks says so every 10 s at the latest. */
const WATCHED_MS = 30_000;
const ELSEWHERE_RETRY_MS = 10_000;
const SHORTEST_REST_MS = 100;
/** No part's samples are kept more often. */
const KEPT_EVERY_SECONDS = 2;
/** Parts that are read as often share a connection with each other, so that a slow one holds no fast one back. */
const FAST_SECONDS = 5;

type Options = {
  parts: readonly Part[];
  /** Hands a message to the web processes. */
  send(message: MonitorMessage): void;
  keep: Sink;
  /** What admins have set of the rules, as it is known now. */
  ruleSettings?(): RuleSettings;
  /** What is to blame that no part sees. */
  otherCauses?(now: Date): Cause[];
  /** What was told last by whoever judged before. */
  readOpen?(before: Date): Promise<readonly Open[]>;
  /** Adds to a verdict what else is known of its causes. */
  explain?(verdict: Verdict): Verdict;
  /** Told each verdict. */
  onVerdict?(verdict: Verdict): void;
  /** Told instead while another process samples this database. */
  onElsewhere?(): void;
};

/**
 * Reads every part of monitoring at its pace, over two connections, hands what it saw to the web and to the tables, and judges once a
 * second what is to blame. Parts fail alone. Of several processes on one database one samples; the others look again every 10 s, and tell
 * of nothing but a Postgres that does not answer them.
 */
export class Sampler {
  readonly #parts: readonly Part[];
  readonly #send: Options['send'];
  readonly #keep: Sink;
  readonly #explain: NonNullable<Options['explain']>;
  readonly #onVerdict: Options['onVerdict'];
  readonly #onElsewhere: Options['onElsewhere'];
  readonly #ruleSettings: () => RuleSettings;
  readonly #otherCauses: NonNullable<Options['otherCauses']>;
  readonly #readOpen: NonNullable<Options['readOpen']>;
  readonly #fast = new Line({ holdsLock: true });
  readonly #slow = new Line({ holdsLock: false });
  #judge = new Judge();
  readonly #silence = new Silence();
  readonly #blindness = new Blindness();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** When a sample of a part was last kept, by its name. */
  readonly #keptAt = new Map<string, number>();
  #watchedUntil = 0;
  #verdict: Verdict | null = null;
  /** Whether another process sampled when this one last tried and was answered. */
  #elsewhere = false;
  /** Whether parts were told what was open when another process judged last. */
  #recalled = false;
  /** From when on it is this process that judges. */
  #judgingSince = new Date();
  #stopped = false;

  constructor({
    explain = (verdict) => verdict,
    ruleSettings = () => ({}),
    otherCauses = () => [],
    readOpen = async () => [],
    ...options
  }: Options) {
    this.#parts = options.parts;
    this.#send = options.send;
    this.#keep = options.keep;
    this.#explain = explain;
    this.#onVerdict = options.onVerdict;
    this.#onElsewhere = options.onElsewhere;
    this.#ruleSettings = ruleSettings;
    this.#otherCauses = otherCauses;
    this.#readOpen = readOpen;
  }

  start(): void {
    for (const part of this.#parts) this.#plan(part, 0);
    this.#planJudging();
  }

  /** Takes in what a web process sent; whatever is none of ours is left alone. */
  receive(message: unknown): void {
    const parsed = monitorMessageSchema.safeParse(message);
    if (!parsed.success) return;
    if (parsed.data.kind === 'watched') this.#watched();
  }

  /** Somebody looks: full pace from now on, for as long as it is said again. */
  #watched(): void {
    const wasWatched = this.#isWatched();
    this.#watchedUntil = Date.now() + WATCHED_MS;
    if (!wasWatched) for (const part of this.#parts) this.#plan(part, 0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all([this.#fast.close(), this.#slow.close(), this.#keep.close()]);
  }

  #plan(part: Part, delayMs: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timers.get(part.name));
    this.#timers.set(
      part.name,
      setTimeout(() => void this.#sample(part), delayMs),
    );
  }

  async #sample(part: Part): Promise<void> {
    const began = Date.now();
    try {
      if (part.asksServer) await this.#hold();
      await part.take(part.everySeconds < FAST_SECONDS ? this.#fast : this.#slow, new Date());
      if (part.asksServer) this.#answered();
    } catch (error) {
      if (error instanceof SampledElsewhereError) this.#giveWay();
      else this.#noteFailure(part, error);
    }
    if (this.#stopped) return;
    this.#publish(part);
    const pace = this.#standsBy ? ELSEWHERE_RETRY_MS : this.#nextMs(part);
    this.#plan(part, Math.max(SHORTEST_REST_MS, pace - (Date.now() - began)));
  }

  async #hold(): Promise<void> {
    await this.#fast.hold();
    this.#elsewhere = false;
  }

  /** That another process samples was said by the server: it answers. */
  #giveWay(): void {
    this.#elsewhere = true;
    this.#answered();
  }

  /** A server that does not answer proves no other process: the one that sampled may be gone with it. */
  get #standsBy(): boolean {
    return this.#elsewhere && this.#silence.since === null;
  }

  #answered(): void {
    this.#silence.answered();
    this.#blindness.answered();
  }

  #noteFailure(part: Part, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (part.panel?.state === 'measured') log.warn({ event: 'monitoring.part_failed', part: part.name, message });
    if (part.asksServer) for (const sign of [this.#silence, this.#blindness]) sign.failed(error, new Date());
    part.fail(message, new Date());
  }

  #publish(part: Part): void {
    if (part.panel === null || this.#standsBy) return;
    this.#send({ to: 'web', kind: 'panel', name: part.name, dueMs: this.#paceMs(part), panel: part.panel });
    // Until it is its turn the other's samples are those that are kept.
    if (this.#elsewhere) return;
    const now = Date.now();
    const due = (this.#keptAt.get(part.name) ?? 0) + this.#storedEveryMs(part);
    if (now < due) return;
    this.#keptAt.set(part.name, now);
    this.#keep.sample(part.name, part.panel);
  }

  /** A little less than the pace, so that a timer that was early skips none. */
  #storedEveryMs(part: Part): number {
    const seconds = Math.max(KEPT_EVERY_SECONDS, part.everySeconds);
    return seconds * 1_000 * (this.#isAttended() ? 1 : UNWATCHED) * 0.9;
  }

  #planJudging(): void {
    if (this.#stopped) return;
    this.#timers.set(
      ' judge',
      setTimeout(() => {
        if (this.#standsBy) this.#leave();
        else this.#consider(new Date());
        this.#planJudging();
      }, JUDGE_EVERY_MS),
    );
  }

  #leave(): void {
    this.#recalled = false;
    this.#judgingSince = new Date();
    // What this one saw before is not of what comes when it is back.
    this.#judge = new Judge();
    this.#verdict = null;
    for (const part of this.#parts) if (part.asksServer) part.forget();
    this.#keep.forget();
    this.#send({ to: 'web', kind: 'elsewhere' });
    this.#onElsewhere?.();
  }

  /** Asked again each second until it is answered: what was open is said to be over a minute after the first verdict, and no sooner. */
  async #recall(): Promise<void> {
    if (this.#recalled || this.#silence.since !== null) return;
    this.#recalled = true;
    try {
      const open = await this.#readOpen(this.#judgingSince);
      this.#judge.recall(open, new Date());
      const keys = open.map(({ key }) => key);
      for (const part of this.#parts) part.recall(keys);
    } catch (error) {
      this.#recalled = false;
      log.warn({ event: 'monitoring.open_not_read', message: error instanceof Error ? error.message : String(error) });
    }
  }

  #consider(now: Date): void {
    void this.#recall();
    const settings = this.#ruleSettings();
    const rules = rulesWith(settings);
    const blindness = causesOfBlindness(this.#blindness);
    const causes = [
      ...causesOfSilence(this.#silence),
      ...blindness,
      ...this.#otherCauses(now),
      ...this.#parts.flatMap((part) => this.#judgedBy(part, () => part.causes(rules)) ?? []),
    ];
    const unseen = this.#parts.flatMap((part) => part.unseen());
    const held = this.#parts.flatMap((part) => part.held());
    const wasWell = this.#verdict?.causes.length === 0;
    const judged = this.#explain(this.#judge.consider(now, causes, unseen, held));
    this.#verdict = { ...judged, off: rulesOff(settings), blind: blindness[0]?.sentence };
    this.#send({ to: 'web', kind: 'verdict', verdict: this.#verdict });
    // Until it is its turn nothing is written down or sent from here: the other may do both.
    if (!this.#elsewhere) {
      this.#keep.verdict(this.#verdict);
      this.#onVerdict?.(this.#verdict);
    }
    // Something is told from now on: what follows is seen at full pace.
    if (wasWell && this.#verdict.causes.length > 0) for (const part of this.#parts) this.#plan(part, 0);
  }

  /** What a part makes of its samples; one that throws leaves the others alone, and says of itself that it does not see. */
  #judgedBy<T>(part: Part, judge: () => T): T | null {
    try {
      return judge();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log.error({ event: 'monitoring.causes_failed', part: part.name, message });
      return null;
    }
  }

  #isWatched(): boolean {
    return Date.now() < this.#watchedUntil;
  }

  /** Somebody looks, or something is told. */
  #isAttended(): boolean {
    return this.#isWatched() || (this.#verdict?.causes.length ?? 0) > 0;
  }

  /** What hints at something is looked at again before its pace would. */
  #nextMs(part: Part): number {
    const again = this.#judgedBy(part, () => part.againSeconds(rulesWith(this.#ruleSettings())));
    return Math.min(this.#paceMs(part), again === null ? Number.POSITIVE_INFINITY : again * 1_000);
  }

  #paceMs(part: Part): number {
    return part.everySeconds * 1_000 * (part.isCheap || this.#isAttended() ? 1 : UNWATCHED);
  }
}
