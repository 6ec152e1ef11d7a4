import 'server-only';
import type { Actor } from '#server/core/auth/actor.ts';
import { laneOf } from '#server/core/jobs/lane.ts';
import { type EmbedderProcess, EmbedderStopped } from '#server/questions/embedding/embedder-process.ts';
import { Centroids } from './centroids.ts';
import { groupPending } from './group-pending.ts';
import { noteOnline, type OnlineNote, readTrouble } from './note.ts';
import { spellingInUse } from './spelling-in-use.ts';
import { LEXICAL_MODEL, SENTENCE_MODEL } from './vectorize.ts';

/** What the model embeds in half a second: no newcomer waits longer behind a backlog. */
const TEXTS_A_PIECE = 16;
const REST_MS = 20;
const NOTE_EVERY_MS = 5_000;
const MINUTE_MS = 60_000;

/** The online path as the worker runs it: piece by piece until nothing waits, with what there is to say about it. */
export class OnlineGrouping {
  readonly #actor: Actor;
  readonly #embedder: EmbedderProcess;
  readonly #centroids = new Centroids();
  readonly #inLane = laneOf({ restMs: REST_MS });
  #embedded: { at: number; texts: number }[] = [];
  #noted = '';
  #nextNote = 0;
  #retried = false;
  #stopped = false;

  constructor(actor: Actor, embedder: EmbedderProcess) {
    this.#actor = actor;
    this.#embedder = embedder;
  }

  /** Groups all that waits. What the end of the worker interrupts waits for the next one. */
  async work(): Promise<void> {
    try {
      await this.#retry();
      await this.#groupAll();
    } catch (error) {
      if (!(error instanceof EmbedderStopped)) throw error;
    }
  }

  /** Lets the piece under way end and takes up no other. */
  stop(): void {
    this.#stopped = true;
  }

  /** A worker that starts where the sentence model was missing tries it at once: somebody may have mended that. */
  async #retry(): Promise<void> {
    if (this.#retried) return;
    if ((await readTrouble()) !== null) await this.#embedder.embed(['where is it']);
    this.#retried = true;
  }

  async #groupAll(): Promise<void> {
    for (let more = true; more && !this.#stopped; ) {
      const spelling = await spellingInUse();
      const tools = { embedder: this.#embedder, centroids: this.#centroids, spelling };
      const piece = await this.#inLane(() => groupPending(this.#actor, tools, TEXTS_A_PIECE));
      if (piece.embedded > 0) this.#embedded.push({ at: Date.now(), texts: piece.embedded });
      await this.#note();
      more = piece.more;
    }
  }

  /** Writes only what changed, so that a worker without work writes nothing. */
  async #note(): Promise<void> {
    const now = Date.now();
    if (now < this.#nextNote) return;
    this.#nextNote = now + NOTE_EVERY_MS;
    this.#embedded = this.#embedded.filter(({ at }) => now - at < MINUTE_MS);
    const { model, trouble, deaths } = this.#embedder.state;
    const tried = model !== null || trouble !== null;
    const note: OnlineNote = {
      inUse: tried ? { model: trouble === null ? SENTENCE_MODEL : LEXICAL_MODEL, trouble } : null,
      restarts: deaths,
      embeddedAMinute: this.#embedded.reduce((sum, { texts }) => sum + texts, 0),
    };
    const noted = JSON.stringify(note);
    if (noted === this.#noted) return;
    await noteOnline(note);
    this.#noted = noted;
  }
}
