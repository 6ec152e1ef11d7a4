import 'server-only';
import { z } from 'zod';
import { canonicalRow, chainHash } from '#server/core/audit/chain.ts';
import { prisma } from '#server/core/db/prisma.ts';
import type { Transaction } from '#server/core/db/transaction.ts';
import { log } from '#server/core/log.ts';

const BATCH = 1000;
/** Any fixed number: transactions that take it seal one after the other. */
const SEALING_LOCK = 715_002;

const ends = z.tuple([z.object({ position: z.bigint(), hash: z.instanceof(Uint8Array) })]);
const unsealed = z.array(z.object({ id: z.bigint(), canonical: z.string() }));

/**
 * Gives each audit row that has none its place and hash in the chain, in the order in which rows become visible, so
 * that one that commits late is sealed late but never skipped. Run every few seconds by the worker.
 * @returns how many rows were sealed; 0 also while another process seals.
 */
export async function sealAudit(): Promise<number> {
  let sealed = 0;
  for (;;) {
    const count = await prisma().$transaction(sealBatch);
    sealed += count;
    if (count < BATCH) return sealed;
  }
}

async function sealBatch(tx: Transaction): Promise<number> {
  const [{ locked }] = z
    .tuple([z.object({ locked: z.boolean() })])
    .parse(await tx.$queryRaw`select pg_try_advisory_xact_lock(${SEALING_LOCK}::bigint) as locked`);
  if (!locked) return 0;
  const rows = unsealed.parse(
    await tx.$queryRaw`
    select id, ${canonicalRow} as canonical from audit_log where position is null order by id limit ${BATCH}`,
  );
  if (rows.length === 0) return 0;

  const [end] = ends.parse(await tx.$queryRaw`select position, hash from audit_head where id = 1`);
  let head: { position: bigint; hash: Uint8Array } = end;
  const links: Link[] = [];
  for (const row of rows) {
    const position: bigint = head.position + 1n;
    head = { position, hash: chainHash(head.hash, position, row.canonical) };
    links.push({ id: row.id, position, hash: Buffer.from(head.hash).toString('hex') });
  }
  await writeLinks(tx, links);
  await tx.$executeRaw`update audit_head set position = ${head.position}, hash = ${Buffer.from(head.hash)} where id = 1`;
  // The log keeps the end of the chain outside the database: who rewrites the whole chain cannot rewrite that.
  log.info({
    event: 'audit.sealed',
    count: rows.length,
    position: String(head.position),
    hash: Buffer.from(head.hash).toString('hex'),
  });
  return rows.length;
}

type Link = { id: bigint; position: bigint; hash: string };

async function writeLinks(tx: Transaction, links: Link[]): Promise<void> {
  const ids = links.map((link) => link.id);
  const positions = links.map((link) => link.position);
  const hashes = links.map((link) => link.hash);
  await tx.$executeRaw`
    update audit_log set position = given.position, hash = decode(given.hash, 'hex')
    from unnest(${ids}::bigint[], ${positions}::bigint[], ${hashes}::text[]) as given (id, position, hash)
    where audit_log.id = given.id`;
}
