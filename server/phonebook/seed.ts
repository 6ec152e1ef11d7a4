import 'server-only';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type SyntheticContact, syntheticContact } from '#lib/phonebook/synthetic.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';

const BATCH = 20_000;
const columns = [
  ...(['employee_id', 'full_name', 'designation', 'department', 'division', 'email'] as const),
  ...(['telephone', 'pabx', 'mobile', 'kind'] as const),
] satisfies (keyof SyntheticContact)[];

/**
 * Fills the phonebook up to `count` invented contacts, in batches that each stand by themselves, so that a stopped run
 * goes on where it was. @returns how many were added
 */
export async function seedContacts(actor: Actor, count: number, onProgress: (done: number) => void): Promise<number> {
  requirePermission(actor, 'phonebook.edit');
  const client = await mainPool().connect();
  try {
    await client.query("set statement_timeout = '10min'");
    const there = await countSeeded(client);
    for (let from = there; from < count; from += BATCH) {
      const to = Math.min(from + BATCH, count);
      await copyBatch(client, actor, from, to);
      onProgress(to);
    }
    await client.query(
      'vacuum (analyze) employees, search.employee_documents, search.employee_numbers, search.vocabulary',
    );
    return Math.max(0, count - there);
  } finally {
    client.release(true);
  }
}

async function countSeeded(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    "select count(*)::int as count from employees where source = 'seed'",
  );
  return rows[0]?.count ?? 0;
}

async function copyBatch(client: PoolClient, actor: Actor, from: number, to: number): Promise<void> {
  await client.query('begin');
  try {
    await client.query("select set_config('switchboard.actor', $1, true)", [actorTag(actor)]);
    const copy = client.query(copyFrom(`copy employees (${columns.join(', ')}, source) from stdin with (null '')`));
    await pipeline(Readable.from(lines(from, to)), copy);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/** The texts of the seed hold neither tab nor backslash, so a line needs no quoting. */
function* lines(from: number, to: number): Generator<string> {
  for (let position = from + 1; position <= to; position++) {
    const contact = syntheticContact(position);
    yield `${columns.map((column) => contact[column]).join('\t')}\tseed\n`;
  }
}
