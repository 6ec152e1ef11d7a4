import 'server-only';
import { z } from 'zod';
import { canonicalRow, chainHash, ORIGIN } from '#server/core/audit/chain.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import type { Transaction } from '#server/core/db/transaction.ts';

const BATCH = 5000;
/** Enough to see what happened; a chain that is wrong everywhere need not be printed whole. */
const MOST_FAULTS = 100;

export type AuditFault = {
  position: string;
  /** The row's id; null when the row is gone. */
  id: string | null;
  /** A whole sentence. */
  sentence: string;
};

export type AuditVerdict = { sealed: number; unsealed: number; faults: AuditFault[] };

const rowsOf = z.array(
  z.object({
    id: z.bigint(),
    position: z.bigint(),
    hash: z.instanceof(Uint8Array).nullable(),
    canonical: z.string(),
  }),
);
type Row = z.infer<typeof rowsOf>[number];

/**
 * Recomputes the whole chain in one snapshot and names each row that was changed, moved or removed since it was sealed.
 * Rows not sealed yet are counted, not judged.
 */
export async function verifyAudit(actor: Actor): Promise<AuditVerdict> {
  requirePermission(actor, 'audit.read');
  return prisma().$transaction(verifyIn, { isolationLevel: 'RepeatableRead', timeout: 10 * 60_000 });
}

async function verifyIn(tx: Transaction): Promise<AuditVerdict> {
  const faults: AuditFault[] = [];
  let sealed = 0;
  let before: { position: bigint; hash: Uint8Array } | undefined = { position: 0n, hash: ORIGIN };
  let last = 0n;
  for (;;) {
    const rows = await findSealed(tx, last);
    for (const row of rows) {
      sealed += 1;
      const missing = row.position - last - 1n;
      if (missing > 0n) {
        faults.push(gone(last + 1n, row.position - 1n));
        before = undefined; // The hash before is gone with its row, so this row's own cannot be recomputed.
      }
      if (before !== undefined && !fits(row, before.hash)) faults.push(altered(row));
      before = row.hash === null ? undefined : { position: row.position, hash: row.hash };
      last = row.position;
      if (faults.length >= MOST_FAULTS) break;
    }
    if (rows.length < BATCH || faults.length >= MOST_FAULTS) break;
  }
  const head = await getHead(tx);
  if (faults.length < MOST_FAULTS) {
    if (head.position > last) faults.push(gone(last + 1n, head.position));
    else if (before !== undefined && !sameBytes(head.hash, before.hash)) faults.push(wrongEnd(last));
  }
  return { sealed, unsealed: head.unsealed, faults };
}

function fits(row: Row, previous: Uint8Array): boolean {
  return row.hash !== null && sameBytes(chainHash(previous, row.position, row.canonical), row.hash);
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function altered(row: Row): AuditFault {
  const sentence = `Audit row ${row.id} at position ${row.position} was changed or moved after it was sealed.`;
  return { position: String(row.position), id: String(row.id), sentence };
}

function gone(from: bigint, to: bigint): AuditFault {
  const sentence =
    from === to
      ? `The audit row at position ${from} is missing.`
      : `The audit rows at positions ${from} to ${to} are missing.`;
  return { position: String(from), id: null, sentence };
}

function wrongEnd(last: bigint): AuditFault {
  const sentence = `The end of the audit chain is not the one that was sealed: position ${last} was rewritten or added.`;
  return { position: String(last), id: null, sentence };
}

async function findSealed(tx: Transaction, after: bigint): Promise<Row[]> {
  return rowsOf.parse(
    await tx.$queryRaw`
    select id, position, hash, ${canonicalRow} as canonical
    from audit_log where position > ${after} order by position limit ${BATCH}`,
  );
}

async function getHead(tx: Transaction): Promise<{ position: bigint; hash: Uint8Array; unsealed: number }> {
  const row = z.tuple([z.object({ position: z.bigint(), hash: z.instanceof(Uint8Array), unsealed: z.number() })]);
  const [head] = row.parse(
    await tx.$queryRaw`
    select position, hash, (select count(*)::int from audit_log where position is null) as unsealed
    from audit_head where id = 1`,
  );
  return head;
}
