import 'server-only';
import { randomUUID } from 'node:crypto';
import { AlertDesk, type AlertEvent, type OpenAlert } from '#lib/monitoring/alerts/desk.ts';
import { type AlertMessage, messageOf } from '#lib/monitoring/alerts/message.ts';
import type { Verdict } from '#lib/monitoring/verdict/verdict.ts';
import { env } from '#server/core/env.ts';
import { log } from '#server/core/log.ts';
import { getSettings } from '#server/core/settings/settings.ts';
import { within } from '#server/core/within.ts';
import { RefusedError } from '#server/monitoring/alerts/mail.ts';
import { type Rules, readOpenAlerts, readRules, readWaiting, writeAlerts } from '#server/monitoring/alerts/records.ts';
import { type Channel, send } from '#server/monitoring/alerts/send.ts';

/** Which process sends: the worker all but what is to be told of itself, which is the web's. */
export type Sender = 'worker' | 'web';
/** The web looks seldom, as it sends seldom. */
const RULES_EVERY_MS = { worker: 5_000, web: 10_000 } as const;
/** Seconds between two tries of a message; then the last of them, for a day. */
const RETRY_SECONDS = [10, 30, 60, 120, 300, 600, 900];
/** How long a message waits for the database before it is sent by what is known. */
const PATIENCE_MS = 1_000;
const GIVEN_UP_AFTER_MS = 24 * 3_600_000;

/** A message to one channel: made once, tried until it is taken or a day has passed. */
export type Letter = {
  id: string;
  channel: Channel;
  alertId: string;
  message: AlertMessage;
  madeAt: number;
  tries: number;
  /** Tries since there was news of its alert: they come the seldomer, the more there were. */
  triesOfLate: number;
  nextAt: number;
  deliveredAt: number | null;
  failure: string | null;
  /** The recipients of a mail who refused it while others took it; null where it is for all of the channel. */
  left: readonly string[] | null;
};

/** An alert as it is kept. */
export type KeptAlert = OpenAlert & {
  resolvedAt: string | null;
  /** A mute held all of it back so far. */
  muted: boolean;
  /** It was told as a warning, and a mute held back that it got critical. */
  heldBack: boolean;
};

/**
 * The sender's side of alerts: makes alerts of verdicts and brings them where they are wanted. It works from memory, so that a database
 * that is away or hangs is told of too; what happened is written down when it can be. Channels and mutes are as old as the last look.
 * It is in charge from the first verdict it is given until it is told to stand down; meanwhile another process sends.
 */
export class PostRoom {
  readonly #sender: Sender;
  #desk: AlertDesk | null = null;
  #rules: Rules = { channels: [], mutedUntil: null };
  #ruledAt = 0;
  readonly #letters = new Map<string, Letter>();
  readonly #alerts = new Map<string, KeptAlert>();
  readonly #unwritten = { alerts: new Set<string>(), letters: new Set<string>() };
  /** Letters that are being sent. */
  readonly #underSend = new Set<string>();
  /** Of those, the ones that are another process's since this one stood down: what comes of the try is still written, and no other follows. */
  readonly #handedOver = new Set<string>();
  /** Null while it is not in charge. */
  #newest: Verdict | null = null;
  /** Talks with the database that have not ended; while it hangs there is one of each, and nobody waits for it. */
  readonly #underWay = new Set<string>();

  constructor(sender: Sender = 'worker') {
    this.#sender = sender;
  }

  consider(verdict: Verdict): void {
    this.#newest = verdict;
    if (this.#desk === null) return;
    for (const event of this.#desk.consider(new Date(verdict.at), verdict)) this.#follow(event);
  }

  /**
   * Another process judges this database. What was not written down yet is still brought to its end, and so is a try under way; the rest is
   * the other's.
   */
  standDown(): void {
    this.#newest = null;
    this.#desk = null;
    for (const id of this.#alerts.keys()) if (!this.#unwritten.alerts.has(id)) this.#alerts.delete(id);
    for (const id of this.#letters.keys()) {
      if (this.#unwritten.letters.has(id)) continue;
      if (this.#underSend.has(id)) this.#handedOver.add(id);
      else this.#letters.delete(id);
    }
  }

  /** One round: what the rules are, what is to be sent, what is to be written down. A database that hangs holds up no message. */
  async work(now = Date.now()): Promise<void> {
    if (this.#newest !== null) await this.#briefly('learn', () => this.#learn(now));
    this.#tellUnmuted();
    await Promise.all(this.#due(now).map((letter) => this.#try(letter, now)));
    await this.#briefly('write', () => this.#write());
  }

  async #briefly(name: string, talk: () => Promise<void>): Promise<void> {
    if (this.#underWay.has(name)) return;
    this.#underWay.add(name);
    await within(
      PATIENCE_MS,
      talk().finally(() => this.#underWay.delete(name)),
      undefined,
    );
  }

  /** Until the database has answered once there are no channels, and nothing is raised that nobody could be told of. */
  async #learn(now: number): Promise<void> {
    if (this.#desk !== null && now - this.#ruledAt < RULES_EVERY_MS[this.#sender]) return;
    this.#ruledAt = now;
    try {
      this.#rules = await readRules();
      await getSettings();
      if (this.#desk !== null || this.#newest === null) return;
      const open = await readOpenAlerts(this.#sender);
      for (const alert of open) this.#alerts.set(alert.id, alert);
      this.#handedOver.clear();
      // What came of those that it still has is newer than what is written.
      for (const letter of await readWaiting(this.#sender, this.#rules.channels))
        if (!this.#letters.has(letter.id)) this.#letters.set(letter.id, letter);
      this.#desk = new AlertDesk(randomUUID, open, new Date(now));
    } catch (error) {
      log.warn({ event: 'alerts.rules_not_read', message: textOf(error) });
    }
    if (this.#newest !== null) this.consider(this.#newest);
  }

  #follow(event: AlertEvent): void {
    const { alert } = event;
    const before = this.#alerts.get(alert.id);
    const [wasMuted, wasHeldBack] = [before?.muted ?? false, before?.heldBack ?? false];
    // What got worse since is told, whatever was held back of it in a mute that is over.
    const muted = { raised: this.#isMuted(), worse: wasMuted && this.#isMuted(), resolved: wasMuted }[event.kind];
    const heldBack = { raised: false, worse: !wasMuted && this.#isMuted(), resolved: wasHeldBack }[event.kind];
    this.#alerts.set(alert.id, { ...alert, muted, heldBack, resolvedAt: event.kind === 'resolved' ? event.at : null });
    this.#unwritten.alerts.add(alert.id);
    if (muted || (event.kind === 'worse' && heldBack)) return;
    // It is over for whoever was told, and as what they were told.
    this.#send(heldBack ? { ...event, alert: { ...alert, severity: 'warn' } } : event);
  }

  /** What was held back in a mute that is over, and is still so. */
  #tellUnmuted(): void {
    if (this.#desk === null || this.#isMuted()) return;
    for (const alert of this.#alerts.values())
      if ((alert.muted || alert.heldBack) && alert.resolvedAt === null) {
        this.#alerts.set(alert.id, { ...alert, muted: false, heldBack: false });
        this.#unwritten.alerts.add(alert.id);
        this.#send({ kind: 'raised', alert });
      }
  }

  #send(event: AlertEvent): void {
    const message = messageOf(event, env().BASE_URL?.replace(/\/$/, '') ?? '');
    for (const channel of this.#rules.channels) if (wants(channel, event)) this.#post(channel, event.alert.id, message);
  }

  #post(channel: Channel, alertId: string, message: AlertMessage): void {
    const now = Date.now();
    // What waits before it is tried at once and often again, or the news would be as late as that.
    for (const older of this.#letters.values())
      if (older.alertId === alertId && older.channel.id === channel.id && isWaiting(older)) {
        older.nextAt = now;
        older.triesOfLate = 0;
      }
    const letter: Letter = {
      ...{ id: randomUUID(), channel, alertId, message, madeAt: now, tries: 0, triesOfLate: 0, nextAt: now },
      ...{ deliveredAt: null, failure: null, left: null },
    };
    this.#letters.set(letter.id, letter);
    this.#unwritten.letters.add(letter.id);
  }

  /** Of each alert and channel the oldest message alone, if it is time: what comes last must be what happened last. */
  #due(now: number): Letter[] {
    const oldest = new Map<string, Letter>();
    for (const letter of this.#letters.values()) {
      const queue = `${letter.alertId} ${letter.channel.id}`;
      const known = oldest.get(queue);
      if (!isWaiting(letter) || this.#handedOver.has(letter.id)) continue;
      if (known === undefined || letter.madeAt < known.madeAt) oldest.set(queue, letter);
    }
    return [...oldest.values()].filter(({ nextAt }) => nextAt <= now);
  }

  async #try(letter: Letter, now: number): Promise<void> {
    // Of a channel that was taken away or changed meanwhile, what holds now.
    const channel = this.#rules.channels.find(({ id }) => id === letter.channel.id);
    this.#underSend.add(letter.id);
    letter.tries += 1;
    // Whoever was left may have been taken off the list since.
    if (channel !== undefined) letter.left = letter.left?.filter((one) => isOf(channel, one)) ?? null;
    try {
      if (channel === undefined) throw new Error('The channel was taken away.');
      await send(channel, letter.id, letter.message, letter.left);
      letter.deliveredAt = Date.now();
      letter.failure = null;
    } catch (error) {
      // Tried for the rest alone it may be refused by all: that others had it stays what is told.
      if (letter.left === null || error instanceof RefusedError) letter.failure = textOf(error);
      if (error instanceof RefusedError) letter.left = error.recipients;
      letter.nextAt = now + 1_000 * (RETRY_SECONDS[letter.triesOfLate] ?? RETRY_SECONDS.at(-1) ?? 0);
      letter.triesOfLate += 1;
      // Without the failure: a mail server's answer names the recipient.
      const { id, tries } = letter;
      log.warn({ event: 'alerts.not_delivered', delivery: id, channel: letter.channel.id, tries });
    }
    const isGivenUp = channel === undefined || now - letter.madeAt > GIVEN_UP_AFTER_MS || this.#isOvertaken(letter);
    if (isGivenUp && letter.left !== null) letter.deliveredAt = Date.now();
    if (isGivenUp || letter.deliveredAt !== null) letter.nextAt = Number.POSITIVE_INFINITY;
    this.#underSend.delete(letter.id);
    this.#unwritten.letters.add(letter.id);
  }

  /** Those who took a mail are not kept waiting for the news after it by those who refuse it. */
  #isOvertaken(letter: Letter): boolean {
    const { left, alertId, channel } = letter;
    // The oldest is tried alone, so that any other that waits is newer.
    const isNewer = (one: Letter) =>
      one !== letter && isWaiting(one) && one.alertId === alertId && one.channel.id === channel.id;
    return left !== null && [...this.#letters.values()].some(isNewer);
  }

  async #write(): Promise<void> {
    const { alerts, letters } = this.#unwritten;
    if (alerts.size + letters.size === 0) return;
    const written = {
      alerts: [...alerts].flatMap((id) => this.#alerts.get(id) ?? []),
      letters: [...letters].flatMap((id) => copyOf(this.#letters.get(id))),
    };
    try {
      await writeAlerts(written.alerts, written.letters);
    } catch (error) {
      log.warn({ event: 'alerts.not_written', message: textOf(error) });
      return;
    }
    // What changed while it was written is written again.
    for (const alert of written.alerts) {
      if (this.#alerts.get(alert.id) !== alert) continue;
      alerts.delete(alert.id);
      if (alert.resolvedAt !== null) this.#alerts.delete(alert.id);
    }
    for (const { id, tries, nextAt } of written.letters) {
      if (this.#letters.get(id)?.tries !== tries) continue;
      letters.delete(id);
      const isHandedOver = this.#handedOver.delete(id);
      if (isHandedOver || nextAt === Number.POSITIVE_INFINITY) this.#letters.delete(id);
    }
  }

  #isMuted(): boolean {
    return this.#rules.mutedUntil !== null && Date.now() < this.#rules.mutedUntil;
  }
}

function wants({ leastSeverity }: Channel, { alert }: AlertEvent): boolean {
  return leastSeverity === 'warn' || alert.severity === 'crit';
}

function isOf({ target }: Channel, recipient: string): boolean {
  return target.split(',').includes(recipient);
}

/** Neither delivered nor given up. */
function isWaiting({ nextAt }: Letter): boolean {
  return nextAt < Number.POSITIVE_INFINITY;
}

function copyOf(letter: Letter | undefined): Letter[] {
  return letter === undefined ? [] : [{ ...letter }];
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
