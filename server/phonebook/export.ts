import 'server-only';
import { stringify } from 'csv-stringify/sync';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { contactSchema } from '#lib/phonebook/contact.ts';
import type { PhonebookParams } from '#lib/phonebook/params.ts';
import { spreadsheetSafe } from '#lib/spreadsheet.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { listStatement } from '#server/phonebook/list.ts';
import { findSearched } from '#server/phonebook/queries.ts';

const ROWS_AT_A_TIME = 1000;

/** The columns of the file, named as the import guesses them: an export read in again changes nothing. */
const exported = contactSchema.omit({ id: true, source: true, version: true, updated_at: true, deleted_at: true });
const columns = exported.keyof().options;
type Exported = z.infer<typeof exported>;

/**
 * The list as it is on screen, all its pages, as CSV in chunks: never more than 1,000 rows in memory. In no cell does a
 * formula begin: a quote stands before = + - @ (before the + of a number too), and the import takes it off again.
 */
export async function exportPhonebook(actor: Actor, params: PhonebookParams): Promise<AsyncIterable<Uint8Array>> {
  requirePermission(actor, 'phonebook.export');
  if (params.deleted) requirePermission(actor, 'phonebook.edit');
  const fields = (['q', 'department', 'designation', 'division', 'kind'] as const).filter((name) => params[name]);
  const details = { filters: fields, deleted: params.deleted };
  await recordAudit(prisma(), actor, {
    action: 'phonebook.export',
    targetType: 'phonebook',
    targetId: 'list',
    details,
  });
  return toCsv(params.q.trim() === '' ? readList(params) : [await findSearched(actor, params)]);
}

async function* toCsv(pages: AsyncIterable<Exported[]> | Exported[][]): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(`\uFEFF${csv([columns])}`);
  for await (const page of pages) yield encoder.encode(csv(page.map((row) => columns.map((name) => row[name] ?? ''))));
}

function csv(rows: readonly (readonly string[])[]): string {
  return stringify([...rows], {
    cast: { string: spreadsheetSafe },
    record_delimiter: 'windows',
    // A lone line break in a cell is no record delimiter to the library, and is one to every reader.
    quoted_match: /[\r\n]|^\s|\s$/,
  });
}

/** One consistent view of the list, read through a cursor. */
async function* readList(params: PhonebookParams): AsyncGenerator<Exported[]> {
  const names = columns.map((name) => `e.${name}`).join(', ');
  const statement = listStatement(params, Prisma.raw(names));
  const client = await mainPool().connect();
  let done = false;
  try {
    await client.query('begin read only');
    // The client's line may be slow between two fetches.
    await client.query("set local idle_in_transaction_session_timeout = '5min'");
    await client.query({ text: `declare exported no scroll cursor for ${statement.text}`, values: statement.values });
    for (let rows = await fetchRows(client); rows.length > 0; rows = await fetchRows(client)) yield rows;
    await client.query('commit');
    done = true;
  } finally {
    client.release(!done);
  }
}

async function fetchRows(client: PoolClient): Promise<Exported[]> {
  const { rows } = await client.query(`fetch ${ROWS_AT_A_TIME} from exported`);
  return z.array(exported).parse(rows);
}
