import 'server-only';
import { createHash } from 'node:crypto';
import { Prisma } from '#generated/prisma/client.ts';

/** The hash before the first row. */
export const ORIGIN = Buffer.alloc(0);

/** A row as it goes into the chain: every column that says something, in one spelling whatever the session's settings. */
export const canonicalRow = Prisma.sql`jsonb_build_array(
  id, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), actor, action, target_type, target_id, details
)::text`;

/** SHA-256 over the hash before, the place in the chain and the row. */
export function chainHash(previous: Uint8Array, position: bigint, canonical: string): Buffer {
  return createHash('sha256').update(previous).update(`\n${position}\n`).update(canonical).digest();
}
