import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { prisma } from '#server/core/db/prisma.ts';
import { readWithin } from '#server/core/db/within.ts';

/** No page estimates the sessions of a group asked less often in all: it has twenty, and counts those asked least up to five hundred turns. */
const WORTH = 25;
const GROUPS = 2_000;
const TEXTS = 50;
const TURNS_A_TEXT = 200;
const TURNS = 2_000;
const WITHIN_MS = 2_000;
const REST_MS = 20;

const groupRows = z.array(z.object({ id: z.number() }));

/**
 * Of each group that is asked often, sessions as a share of its turns: by its youngest 2,000 turns among its 50 most asked texts.
 * Where sessions are shown for a window of many turns they are about that share of them.
 */
export async function updateSessionShares(signal: AbortSignal): Promise<void> {
  const groups = groupRows.parse(
    await prisma().$queryRaw`
      select group_id::float8 as id from question_texts where group_id > 0 group by group_id having sum(asked) >= ${WORTH}::int
      order by sum(asked) desc limit ${GROUPS}::int`,
  );
  for (const { id } of groups) {
    if (signal.aborted) return;
    // One whose turns take too long keeps the share it has.
    await readWithin(
      WITHIN_MS,
      (tx) => tx.$executeRaw`
        update question_groups g set sessions_share = s.share from (
          select (count(distinct session_id)::real / count(*))::real as share from (
            select t.session_id from (
              select substring(q.hash from 1 for 8) as key from question_texts q where q.group_id = ${id}::bigint order by q.asked desc limit ${TEXTS}::int
            ) k cross join lateral (
              select c.session_id, c.created_at from conversations c where search.asked_key(c.user_message) = k.key order by c.created_at desc limit ${TURNS_A_TEXT}::int
            ) t order by t.created_at desc limit ${TURNS}::int
          ) turns having count(*) > 0
        ) s where g.id = ${id}::bigint and g.sessions_share is distinct from s.share`,
    );
    await sleep(REST_MS);
  }
}
