import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { contactSchema } from '#lib/phonebook/contact.ts';
import type { PhonebookParams } from '#lib/phonebook/params.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { csvLines, UTF8_MARK } from '#server/core/csv.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { listOrder, listRows } from '#server/phonebook/list.ts';
import { findSearched } from '#server/phonebook/queries.ts';

const ROWS_AT_A_TIME = 1000;

/** The columns of the file, named as the import guesses them: an export read in again changes nothing. */
const exported = contactSchema.omit({ id: true, source: true, version: true, updated_at: true, deleted_at: true });
const columns = exported.keyof().options;
type Exported = z.infer<typeof exported>;

/**
 * The list as it is on screen, all its pages, as CSV in chunks: never more than 1,000 rows in memory. In no cell does a
 * formula begin: a quote stands before = + - @ (before the + of a number too), and the import takes it off again.
 *
 * One statement fixes who is in the file and in what order, then each chunk is a statement of its own by primary key, so
 * that a slow reader holds no connection. A cursor would hold one as long as somebody reads; paging by the sort key sorts
 * anew for every page where no index has that order, and tells a person renamed meanwhile twice or never. Here an entry
 * stands once, as it is when its chunk is read; one that has left the list by then is left out.
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
  if (params.q.trim() !== '') return toCsv([await findSearched(actor, params)]);
  return toCsv(readRows(params, await readOrder(params)));
}

async function* toCsv(pages: AsyncIterable<Exported[]> | Exported[][]): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(UTF8_MARK + csvLines([columns]));
  for await (const page of pages)
    yield encoder.encode(csvLines(page.map((row) => columns.map((name) => row[name] ?? ''))));
}

/** Who is in the list, and in what order; a million ids are 4 MB. */
async function readOrder(params: PhonebookParams): Promise<Int32Array> {
  const { text, values } = listOrder(params);
  const { rows } = await mainPool().query(text, values);
  return Int32Array.from(z.tuple([z.object({ ids: z.array(z.int()) })]).parse(rows)[0].ids);
}

async function* readRows(params: PhonebookParams, order: Int32Array): AsyncGenerator<Exported[]> {
  const names = Prisma.raw(columns.map((name) => `e.${name}`).join(', '));
  for (let start = 0; start < order.length; start += ROWS_AT_A_TIME) {
    const { text, values } = listRows(params, [...order.subarray(start, start + ROWS_AT_A_TIME)], names);
    const { rows } = await mainPool().query(text, values);
    yield z.array(exported).parse(rows);
  }
}
