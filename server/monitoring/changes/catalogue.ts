import 'server-only';
import { z } from 'zod';
import { changeSchema } from '#lib/monitoring/changes/change.ts';
import {
  changesBetween,
  type NewChange,
  type SeenThing,
  type Thing,
  thingSchema,
  wholeLook,
} from '#lib/monitoring/changes/thing.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { log } from '#server/core/log.ts';
import { isoOf } from '#server/monitoring/sessions/instant.ts';

const LATELY_HOURS = 24;
const MOST_LATELY = 200;

const lookSchema = z.array(z.object({ at: z.date(), things: z.array(thingSchema) }));
const migrationsSchema = z.array(z.object({ name: z.string() }));
const latelySchema = z.array(changeSchema.omit({ id: true }));

type Seen = { at: string; things: readonly SeenThing[] };
type Look = { at: string; things: readonly Thing[] };

/**
 * What was there at the last look, kept in `monitor` so that a change is found that was made while nobody watched. Read and written over
 * the worker's own connections: the monitor's login may only read the catalogue. No reading waits for it.
 */
export class Catalogue {
  #last: Look | null = null;
  #lately: NewChange[] = [];
  #keeping: Promise<void> | null = null;
  #failing = false;

  /** What changed in the last 24 hours as far as it is kept, the newest first. */
  get lately(): readonly NewChange[] {
    return this.#lately;
  }

  /** Compares a look with the one before and keeps what differs, behind the reading's back; left out while one is being kept. */
  take(look: Seen): void {
    this.#keeping ??= this.keep(look)
      .then(() => {
        this.#failing = false;
      })
      .catch((error: unknown) => this.#tell(error))
      .finally(() => {
        this.#keeping = null;
      });
  }

  /** Another process looks from now on: the last look is the one that it keeps. */
  forget(): void {
    this.#last = null;
  }

  /** Compares and keeps, and waits for it. What could not be kept is found again at the next look. */
  async keep({ at, things }: Seen): Promise<void> {
    const before = this.#last ?? (await findLook());
    const all = wholeLook(before?.things ?? [], [...things, ...(await findMigrations())]);
    const changes = before === null ? [] : changesBetween(before.things, all, { fromAt: before.at, toAt: at });
    await write({ at, things: all }, changes, before === null || changes.length > 0);
    this.#last = { at, things: all };
    this.#lately = await findLately();
  }

  #tell(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (!this.#failing) log.warn({ event: 'monitoring.changes_not_kept', message });
    this.#failing = true;
  }
}

async function findLook(): Promise<Look | null> {
  const { rows } = await mainPool().query('select at, things from monitor.catalogue');
  const [look] = lookSchema.parse(rows);
  return look === undefined ? null : { at: look.at.toISOString(), things: look.things };
}

async function findMigrations(): Promise<Thing[]> {
  const { rows } = await mainPool().query(
    'select migration_name as name from public._prisma_migrations where finished_at is not null and rolled_back_at is null',
  );
  return migrationsSchema
    .parse(rows)
    .map(({ name }) => ({ kind: 'migration' as const, name, relation: null, value: 'applied' }));
}

async function findLately(): Promise<NewChange[]> {
  const { rows } = await mainPool().query(
    `select kind, name, relation, what, before, after, ${isoOf('from_at')} as "fromAt", ${isoOf('to_at')} as "toAt"
     from monitor.changes where to_at >= now() - make_interval(hours => ${LATELY_HOURS}) order by to_at desc, id desc limit ${MOST_LATELY}`,
  );
  return latelySchema.parse(rows);
}

/** The look and what differs in one statement: neither is there without the other. Unchanged, only the instant is written. */
async function write({ at, things }: Look, changes: readonly NewChange[], isNew: boolean): Promise<void> {
  if (!isNew) {
    await mainPool().query('update monitor.catalogue set at = $1', [at]);
    return;
  }
  await mainPool().query(
    `with look as (
       insert into monitor.catalogue (since, at, things) values ($1, $1, $2::jsonb) on conflict (one) do update set at = excluded.at, things = excluded.things
     )
     insert into monitor.changes (kind, name, relation, what, before, after, from_at, to_at)
     select r ->> 'kind', r ->> 'name', r ->> 'relation', r ->> 'what', r ->> 'before', r ->> 'after', (r ->> 'fromAt')::timestamptz, (r ->> 'toAt')::timestamptz
     from jsonb_array_elements($3::jsonb) as r`,
    [at, JSON.stringify(things), JSON.stringify(changes)],
  );
}
