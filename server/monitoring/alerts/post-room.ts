import 'server-only';
import { randomUUID } from 'node:crypto';
import { AlertDesk, type AlertEvent, type OpenAlert } from '#lib/monitoring/alerts/desk.ts';
import { type AlertMessage, messageOf } from '#lib/monitoring/alerts/message.ts';
import type { Verdict } from '#lib/monitoring/verdict/verdict.ts';
import { env } from '#server/core/env.ts';
import { log } from '#server/core/log.ts';
import { getSettings } from '#server/core/settings/settings.ts';
import { type Rules, readOpenAlerts, readRules, readWaiting, writeAlerts } from '#server/monitoring/alerts/records.ts';
import { type Channel, send } from '#server/monitoring/alerts/send.ts';

/** Which process sends: the worker all but what is to be told of itself, which is the web's. */
export type Sender = 'worker' | 'web';
/** The web looks seldom, as it sends seldom. */
const RULES_EVERY_MS = { worker: 5_000, web: 10_000 } as const;
/** Seconds between two tries of a message; then the last of them, for a day. */
const RETRY_SECONDS = [10, 30, 60, 120, 300, 600, 900];
const GIVEN_UP_AFTER_MS = 24 * 3_600_000;

/** A message to one channel: made once, tried until it is taken or a day has passed. */
export type Letter = {
  id: string;
  channel: Channel;
  alertId: string;
  message: AlertMessage;
  madeAt: number;
  tries: number;
  nextAt: number;
  deliveredAt: number | null;
  failure: string | null;
};

/** An alert as it is kept. */
export type KeptAlert = OpenAlert & { resolvedAt: string | null; muted: boolean };

/**
 * The sender's side of alerts: makes alerts of verdicts and brings them where they are wanted. It works from memory, so that a database
 * that is away is told of too; what happened is written down when it can be. Channels and mutes are as old as the last look.
 */
export class PostRoom {
  readonly #sender: Sender;
  #desk: AlertDesk | null = null;
  #rules: Rules = { channels: [], mutedUntil: null };
  #ruledAt = 0;
  readonly #letters = new Map<string, Letter>();
  readonly #alerts = new Map<string, KeptAlert>();
  readonly #unwritten = { alerts: new Set<string>(), letters: new Set<string>() };
  #newest: Verdict | null = null;

  constructor(sender: Sender = 'worker') {
    this.#sender = sender;
  }

  consider(verdict: Verdict): void {
    this.#newest = verdict;
    if (this.#desk === null) return;
    for (const event of this.#desk.consider(new Date(verdict.at), verdict)) this.#follow(event);
  }

  /** One round: what the rules are, what is to be sent, what is to be written down. */
  async work(now = Date.now()): Promise<void> {
    await this.#learn(now);
    await Promise.all(
      [...this.#letters.values()].filter(({ nextAt }) => nextAt <= now).map((one) => this.#try(one, now)),
    );
    await this.#write();
  }

  /** Without the database it begins with what it knows, which is nothing: alerts there were are raised again. */
  async #learn(now: number): Promise<void> {
    if (this.#desk !== null && now - this.#ruledAt < RULES_EVERY_MS[this.#sender]) return;
    this.#ruledAt = now;
    try {
      this.#rules = await readRules();
      await getSettings();
      if (this.#desk !== null) return;
      const open = await readOpenAlerts(this.#sender);
      for (const alert of open) this.#alerts.set(alert.id, alert);
      for (const letter of await readWaiting(this.#sender, this.#rules.channels)) this.#letters.set(letter.id, letter);
      this.#desk = new AlertDesk(randomUUID, open, new Date(now));
    } catch (error) {
      log.warn({ event: 'alerts.rules_not_read', message: textOf(error) });
      this.#desk ??= new AlertDesk(randomUUID);
    }
    if (this.#newest !== null) this.consider(this.#newest);
  }

  #follow(event: AlertEvent): void {
    const { alert } = event;
    const before = this.#alerts.get(alert.id);
    const muted = event.kind === 'raised' ? this.#isMuted() : (before?.muted ?? false);
    this.#alerts.set(alert.id, { ...alert, muted, resolvedAt: event.kind === 'resolved' ? event.at : null });
    this.#unwritten.alerts.add(alert.id);
    if (muted || (event.kind === 'worse' && this.#isMuted())) return;
    const message = messageOf(event, env().BASE_URL?.replace(/\/$/, '') ?? '');
    for (const channel of this.#rules.channels) if (wants(channel, event)) this.#post(channel, alert.id, message);
  }

  #post(channel: Channel, alertId: string, message: AlertMessage): void {
    const now = Date.now();
    const letter: Letter = {
      ...{ id: randomUUID(), channel, alertId, message, madeAt: now, tries: 0, nextAt: now },
      ...{ deliveredAt: null, failure: null },
    };
    this.#letters.set(letter.id, letter);
    this.#unwritten.letters.add(letter.id);
  }

  async #try(letter: Letter, now: number): Promise<void> {
    // Of a channel that was taken away or changed meanwhile, what holds now.
    const channel = this.#rules.channels.find(({ id }) => id === letter.channel.id);
    letter.tries += 1;
    try {
      if (channel === undefined) throw new Error('The channel was taken away.');
      await send(channel, letter.id, letter.message);
      letter.deliveredAt = Date.now();
      letter.failure = null;
    } catch (error) {
      letter.failure = textOf(error);
      letter.nextAt = now + 1_000 * (RETRY_SECONDS[letter.tries - 1] ?? RETRY_SECONDS.at(-1) ?? 0);
      const { id, tries, failure } = letter;
      log.warn({ event: 'alerts.not_delivered', message: failure, delivery: id, tries });
    }
    const isOver = letter.deliveredAt !== null || channel === undefined || now - letter.madeAt > GIVEN_UP_AFTER_MS;
    if (isOver) letter.nextAt = Number.POSITIVE_INFINITY;
    this.#unwritten.letters.add(letter.id);
  }

  async #write(): Promise<void> {
    const { alerts, letters } = this.#unwritten;
    if (alerts.size + letters.size === 0) return;
    const written = { alerts: [...alerts], letters: [...letters] };
    try {
      await writeAlerts(
        written.alerts.flatMap((id) => this.#alerts.get(id) ?? []),
        written.letters.flatMap((id) => this.#letters.get(id) ?? []),
      );
    } catch (error) {
      log.warn({ event: 'alerts.not_written', message: textOf(error) });
      return;
    }
    for (const id of written.alerts) {
      alerts.delete(id);
      if (this.#alerts.get(id)?.resolvedAt !== null) this.#alerts.delete(id);
    }
    for (const id of written.letters) {
      letters.delete(id);
      if (this.#letters.get(id)?.nextAt === Number.POSITIVE_INFINITY) this.#letters.delete(id);
    }
  }

  #isMuted(): boolean {
    return this.#rules.mutedUntil !== null && Date.now() < this.#rules.mutedUntil;
  }
}

function wants({ leastSeverity }: Channel, { alert }: AlertEvent): boolean {
  return leastSeverity === 'warn' || alert.severity === 'crit';
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
