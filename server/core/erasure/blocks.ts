import 'server-only';
import type { PoolClient } from 'pg';
import { z } from 'zod';

/** 16 MB of a table: a fraction of a second of comparing, so that a transaction over it holds nobody up for long. */
const BLOCKS_AT_A_TIME = 2_048;

const sizeRow = z.tuple([z.object({ blocks: z.coerce.number() })]);

/** How many blocks of 8 kB a table has; 0 when there is no such table. */
export async function countBlocks(client: Pick<PoolClient, 'query'>, table: string): Promise<number> {
  const { rows } = await client.query(
    `select ceil(coalesce(pg_relation_size(to_regclass($1)), 0) / current_setting('block_size')::numeric) as blocks`,
    [table],
  );
  return sizeRow.parse(rows)[0].blocks;
}

/** SQL: the rows of `alias` in blocks, from the one bound as `first` up to `end` (`tidOf`); read in the order of the disk. */
export function withinBlocks(alias: string, first: string, end: string): string {
  return `${alias}.ctid >= ${first}::tid and ${alias}.ctid < ${end}::tid`;
}

/** The beginning of a block, as `withinBlocks` wants it bound. */
export function tidOf(block: number): string {
  return `(${block},0)`;
}

/** The ranges of blocks from `first` up to `end`, each as `[first, end)`. */
export function* blockRanges(first: number, end: number): Generator<[number, number]> {
  for (let at = first; at < end; at += BLOCKS_AT_A_TIME) yield [at, Math.min(end, at + BLOCKS_AT_A_TIME)];
}
