import 'server-only';
import { prisma } from '#server/core/db/prisma.ts';

/** Moves what waits in the lists of the text indexes into the indexes themselves, so that no writer and no search has to. */
export async function cleanPendingWords(): Promise<void> {
  await prisma().$queryRaw`
    select sum(gin_clean_pending_list(i.inhrelid))::int as pages from pg_inherits i
    where i.inhparent = 'public.conversations_text_idx'::regclass and exists (
      select from pg_index x join pg_stat_user_tables t on t.relid = x.indrelid
      where x.indexrelid = i.inhrelid and (t.n_ins_since_vacuum > 0 or t.n_mod_since_analyze > 0))`;
}
