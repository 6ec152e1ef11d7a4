import 'server-only';
import { Prisma } from '#generated/prisma/client.ts';
import { employeeSchema } from '#lib/phonebook/contact.ts';

const always: readonly string[] = ['id', 'full_name'];

/**
 * The columns of an Employee of table alias `e`, as the contract names them. Plain SQL may leave a blank text where
 * nothing is known; read here, that is null.
 */
export const employeeColumns = Prisma.raw(
  Object.keys(employeeSchema.shape)
    .map((column) => (always.includes(column) ? `e.${column}` : `nullif(btrim(e.${column}), '') as ${column}`))
    .join(', '),
);

/** The columns of a Contact of table alias `e`; times as ISO text in UTC, since a Date cuts microseconds. */
export const contactColumns = Prisma.sql`${employeeColumns}, e.kind, e.notes, e.source, e.version,
  to_char(e.updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as updated_at,
  to_char(e.deleted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as deleted_at`;
