import { z } from 'zod';
import { mainPool } from '#server/core/db/pool.ts';

const sizesSchema = z.array(z.object({ name: z.string(), bytes: z.coerce.number(), heap: z.coerce.number() }));

/**
 * What the turns take on disk by now, in bytes a turn: each table with its partitions, indexes and TOAST, and how much of
 * that is rows. All tables whose name begins with `conversation`.
 */
export async function measureTurnSizes(): Promise<{ turns: number; perTurn: number; sentence: string }> {
  const turns = z
    .tuple([z.object({ turns: z.coerce.number() })])
    .parse((await mainPool().query('select count(*) as turns from conversations')).rows)[0].turns;
  const { rows } = await mainPool().query(
    `select c.relname as name, sum(pg_total_relation_size(coalesce(p.relid, c.oid))) as bytes, sum(pg_table_size(coalesce(p.relid, c.oid))) as heap
     from pg_class c left join lateral pg_partition_tree(c.oid) p on true
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname like 'conversation%'
     group by 1 order by 2 desc`,
  );
  const sizes = sizesSchema.parse(rows);
  const each = (bytes: number) => Math.round(bytes / Math.max(1, turns));
  const listed = sizes
    .filter(({ bytes }) => each(bytes) > 0)
    .map(({ name, bytes, heap }) => `${name} ${each(bytes)} (rows ${each(heap)})`);
  const perTurn = each(sizes.reduce((sum, { bytes }) => sum + bytes, 0));
  return { turns, perTurn, sentence: `${perTurn} bytes a turn over ${turns} turns: ${listed.join(', ')}.` };
}
