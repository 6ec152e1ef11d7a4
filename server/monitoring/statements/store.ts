import 'server-only';
import type { Seam } from '#lib/monitoring/statements/deltas.ts';
import { type Figures, figureNames } from '#lib/monitoring/statements/figures.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { storedId } from './identity.ts';

export type MinuteRow = { id: string; figures: Figures };

/**
 * Keeps what was counted in one minute (any instant within it), in rows of a minute, ten, an hour and a day. A statement's minute is
 * taken once: when it comes again, because nobody knew whether it had arrived, it changes nothing.
 */
export async function recordStatements(actor: Actor, minute: Date, rows: readonly MinuteRow[]): Promise<void> {
  requirePermission(actor, 'monitoring.act');
  if (rows.length === 0) return;
  const columns = figureNames.map((name) => rows.map(({ figures }) => figures[name]));
  await mainPool().query(
    `with taken as (
       insert into monitor.statement_deltas (grain, at, statement, calls, ms, rows, hit, read, written, temp, io_ms)
       select 1, date_trunc('minute', $1::timestamptz, 'UTC'), r.* from unnest($2::bigint[], $3::bigint[], $4::float8[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::float8[]) as r
       on conflict do nothing returning at, statement, calls, ms, rows, hit, read, written, temp, io_ms
     )
     insert into monitor.statement_deltas as d (grain, at, statement, calls, ms, rows, hit, read, written, temp, io_ms)
     select g.grain, date_bin(make_interval(mins => g.grain), t.at, timestamptz '2000-01-01 00:00Z'), t.statement, t.calls, t.ms, t.rows, t.hit, t.read, t.written, t.temp, t.io_ms
     from taken t cross join (values (10), (60), (1440)) as g (grain)
     on conflict (grain, at, statement) do update set calls = d.calls + excluded.calls, ms = d.ms + excluded.ms, rows = d.rows + excluded.rows,
       hit = d.hit + excluded.hit, read = d.read + excluded.read, written = d.written + excluded.written, temp = d.temp + excluded.temp, io_ms = d.io_ms + excluded.io_ms`,
    [minute, rows.map(({ id }) => storedId(id)), ...columns],
  );
}

export type TextRow = { queryid: string; nested: boolean; id: string; name: string; text: string; watching: boolean };

/** Keeps texts, each once, and under which ids the server knows them; those that are known are marked as seen. */
export async function recordTexts(actor: Actor, rows: readonly TextRow[]): Promise<void> {
  requirePermission(actor, 'monitoring.act');
  if (rows.length === 0) return;
  await mainPool().query(
    `with given as (
       select * from json_to_recordset($1::json) as r (queryid bigint, nested boolean, statement bigint, name text, text text, watching boolean)
     ), named as (
       insert into monitor.statement_ids as i (queryid, nested, statement) select distinct on (queryid, nested) queryid, nested, statement from given
       on conflict (queryid, nested) do update set statement = excluded.statement, last_seen = now()
     )
     insert into monitor.statements (id, name, text, nested, watching)
     select distinct on (statement) statement, name, text, nested, watching from given
     on conflict (id) do update set last_seen = now()`,
    [JSON.stringify(rows.map(({ id, ...row }) => ({ ...row, statement: storedId(id) })))],
  );
}

/** Notes of statements that they watch the server. @param ids as the table has them */
export async function markWatching(actor: Actor, ids: readonly string[]): Promise<void> {
  requirePermission(actor, 'monitoring.act');
  if (ids.length === 0) return;
  await mainPool().query('update monitor.statements set watching = true where id = any($1::bigint[])', [ids]);
}

/** Marks statements as still run. */
export async function touchStatements(actor: Actor, ids: readonly string[]): Promise<void> {
  requirePermission(actor, 'monitoring.act');
  await mainPool().query('update monitor.statements set last_seen = now() where id = any($1::bigint[])', [
    ids.map(storedId),
  ]);
}

/** Keeps that counters began anew in a minute (any instant within it), or that some were lost in it. */
export async function recordSeam(actor: Actor, minute: Date, kind: Seam): Promise<void> {
  requirePermission(actor, 'monitoring.act');
  await mainPool().query(
    "insert into monitor.statement_seams (at, kind) values (date_trunc('minute', $1::timestamptz, 'UTC'), $2) on conflict do nothing",
    [minute, kind],
  );
}
