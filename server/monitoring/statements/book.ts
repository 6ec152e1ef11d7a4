import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import { shortName } from '#lib/monitoring/statements/text.ts';
import { isWatching } from '#lib/monitoring/statements/watching.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { readTexts } from './counters.ts';
import { identify, idOf } from './identity.ts';
import { markWatching, recordTexts, type TextRow } from './store.ts';

/** A statement as the server knows it: `12345 false`. */
export type ServerId = { queryid: string; nested: boolean };
export type Known = { id: string; text: string; watching: boolean };

const SHOWN_TEXT = 200;
const LOADED_AT_MOST = 20_000;
/** Of a longer text it is not judged again whether it watches the server. */
const JUDGED_TEXT = 4_000;

const knownSchema = z.object({
  queryid: z.string(),
  nested: z.boolean(),
  statement: z.string(),
  text: z.string(),
  watching: z.boolean(),
});

/** Which statement stands behind each id of the server. Texts are asked for once an id; new ones wait to be stored. */
export class StatementBook {
  readonly #actor: Actor;
  readonly #known = new Map<string, Known>();
  #fresh: TextRow[] = [];
  #loading: Promise<void> | null = null;
  #loaded = false;

  constructor(actor: Actor) {
    requirePermission(actor, 'monitoring.act');
    this.#actor = actor;
  }

  get({ queryid, nested }: ServerId): Known | undefined {
    return this.#known.get(`${queryid} ${nested}`);
  }

  /** Takes over what an earlier process learnt, once however often it is asked while it waits for the database. */
  load(): Promise<void> {
    if (this.#loaded) return Promise.resolve();
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    const { rows } = await mainPool().query(
      `select i.queryid::text, i.nested, s.id::text as statement, left(s.text, case when s.watching then $1::int else $3 end) as text, s.watching
       from monitor.statement_ids i join monitor.statements s on s.id = i.statement order by i.last_seen desc limit $2`,
      [SHOWN_TEXT, LOADED_AT_MOST, JUDGED_TEXT],
    );
    // A release may know more of what watches than the one before it.
    const recognised = new Set<string>();
    // What was learnt while it waited is newer.
    for (const { queryid, nested, statement, text, ...kept } of z.array(knownSchema).parse(rows)) {
      const watching = kept.watching || (text.length < JUDGED_TEXT && isWatching(text));
      if (watching !== kept.watching) recognised.add(statement);
      if (this.get({ queryid, nested }) === undefined)
        this.#known.set(`${queryid} ${nested}`, {
          id: idOf(statement),
          text: text.slice(0, SHOWN_TEXT).toWellFormed(),
          watching,
        });
    }
    await markWatching(this.#actor, [...recognised]);
    this.#loaded = true;
  }

  /** Reads the texts of ids that are not known yet; those that are gone or hidden stay unknown. */
  async learn(
    client: Pick<pg.ClientBase, 'query'>,
    extension: { schema: string; version: string },
    unknown: readonly ServerId[],
  ): Promise<void> {
    if (unknown.length === 0) return;
    const texts = await readTexts(
      client,
      extension,
      unknown.map(({ queryid }) => queryid),
    );
    for (const { queryid, nested, text } of texts) {
      if (this.get({ queryid, nested }) !== undefined) continue;
      const kept = identify(text, nested);
      const watching = isWatching(kept.text);
      const shown = kept.text.slice(0, SHOWN_TEXT).toWellFormed();
      this.#known.set(`${queryid} ${nested}`, { id: kept.id, text: shown, watching });
      this.#fresh.push({ ...kept, queryid, nested, name: shortName(kept.text), watching });
    }
  }

  /** Stores what was learnt since the last time; what cannot be stored waits for the next. */
  async store(): Promise<void> {
    const rows = this.#fresh;
    this.#fresh = [];
    try {
      await recordTexts(this.#actor, rows);
    } catch (error) {
      this.#fresh = [...rows, ...this.#fresh].slice(-LOADED_AT_MOST);
      throw error;
    }
  }

  /** Forgets ids that the server dropped, so that memory does not grow with every text that ever ran. */
  keepOnly(present: ReadonlySet<string>): void {
    for (const name of this.#known.keys()) if (!present.has(name)) this.#known.delete(name);
  }
}
