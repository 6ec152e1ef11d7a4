import 'server-only';
import { z } from 'zod';
import type { Database } from '#server/core/db/prisma.ts';

const rows = z.tuple([z.object({ horizon: z.string().nullable() })]);

/**
 * From when on every turn ever stored is still there, UTC: the oldest month that has a partition, or a row in the default
 * one, and that no dropped month is or follows. What came before was dropped by retention and only its rollups stay, whatever
 * came in later for such a month. Null when no turn can be there.
 */
export async function findHorizon(db: Database): Promise<string | null> {
  const [{ horizon }] = rows.parse(
    await db.$queryRaw`
    select greatest((select (max(month) + interval '1 month')::timestamp from conversation_dropped_months), least(
      (select min(to_date(right(c.relname, 7), 'YYYY_MM'))::timestamp from pg_inherits i join pg_class c on c.oid = i.inhrelid
       where i.inhparent = 'public.conversations'::regclass and c.relname ~ '^conversations_\\d{4}_\\d{2}$'),
      (select date_trunc('month', min(created_at)) from partitions.conversations_default)
    ))::text as horizon`,
  );
  return horizon;
}
