import 'server-only';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { type ErasureProgress, erasedSchema, type StoreErased, type StoreFound } from '#lib/erasure/erasure.ts';
import { subjectKinds } from '#lib/erasure/subject.ts';
import { mainPool } from '#server/core/db/pool.ts';

type Client = Pick<PoolClient, 'query'>;

/** What the worker needs of a row. */
const workRow = z.object({
  kind: z.enum(subjectKinds),
  value: z.string().nullable(),
  state: z.string(),
  place: z.record(z.string(), z.unknown()),
  erased: erasedSchema,
});

/** The erasure as the worker finds it; null when there is none. */
export async function readWork(id: number): Promise<z.infer<typeof workRow> | null> {
  const { rows } = await mainPool().query('select kind, value, state, place, erased from erasures where id = $1', [id]);
  return rows[0] === undefined ? null : workRow.parse(rows[0]);
}

export async function writeProgress(id: number, progress: ErasureProgress): Promise<void> {
  await mainPool().query('update erasures set progress = $2, touched_at = now() where id = $1', [
    id,
    JSON.stringify(progress),
  ]);
}

/** Ends a preview with what it found. */
export async function writeFound(id: number, found: readonly StoreFound[]): Promise<void> {
  await mainPool().query(
    `update erasures set state = 'previewed', found = $2, progress = '{}', error = null, touched_at = now() where id = $1 and state = 'previewing'`,
    [id, JSON.stringify(found)],
  );
}

/** Where a store goes on, in the transaction of what it did. */
export async function writePlace(client: Client, id: number, store: string, place: unknown): Promise<void> {
  await client.query(
    'update erasures set place = place || jsonb_build_object($2::text, $3::jsonb), touched_at = now() where id = $1',
    [id, store, JSON.stringify(place)],
  );
}

/** Notes that a store is done, so that a second run leaves it out. */
export async function writeErased(id: number, erased: readonly StoreErased[]): Promise<void> {
  await mainPool().query('update erasures set erased = $2, touched_at = now() where id = $1', [
    id,
    JSON.stringify(erased),
  ]);
}

/** Forgets what was looked for, and the excerpts: from here on only its keyed hash and counts are left. */
export async function forgetValue(id: number): Promise<void> {
  await mainPool().query(
    `update erasures set value = null, place = '{}', touched_at = now(),
       found = coalesce((select jsonb_agg(f || '{"examples": []}') from jsonb_array_elements(found) f), '[]') where id = $1`,
    [id],
  );
}

/** Ends an erasure in the caller's transaction; false when it is not under way. */
export async function closeErasure(client: Client, id: number): Promise<boolean> {
  const { rowCount } = await client.query(
    `update erasures set state = 'erased', progress = '{}', error = null, erased_at = now(), touched_at = now() where id = $1 and state = 'erasing'`,
    [id],
  );
  return rowCount === 1;
}

/** Stops an erasure with the sentence its page shows: one that erased can go on, of a preview nothing is left but to look again. */
export async function failErasure(id: number, reason: string): Promise<void> {
  await mainPool().query(
    `update erasures set state = case state when 'erasing' then 'failed' else 'previewed' end,
       error = $2 || case state when 'erasing' then ' What was erased stays erased.' else ' Nothing was erased; look again.' end, touched_at = now()
     where id = $1 and state in ('previewing', 'erasing')`,
    [id, reason],
  );
}
