import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { resolveWindow, type Window } from '#lib/measures/windows.ts';
import type { QuestionParams } from '#lib/questions/params.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { cache } from '#server/core/cache/cache.ts';
import { prisma } from '#server/core/db/prisma.ts';

/** When the first and the last question was asked, to the quarter of an hour, UTC. */
export type Extent = { firstUtc: string; lastUtc: string };

/** The window that an address asks for, in days of `zone`; all time reaches from the first question to the last. */
export async function getQuestionWindow(
  actor: Actor,
  { window }: Pick<QuestionParams, 'window'>,
  zone: string,
  now: Date,
): Promise<Window> {
  requirePermission(actor, 'questions.read');
  return resolveWindow(zone, window, now, window.name === 'all' ? await getExtent(actor) : null);
}

const EXTENT_SECONDS = 60;
const extentShape = z.object({ firstUtc: z.string(), lastUtc: z.string() }).nullable();
const rowsSchema = z.tuple([z.object({ first: z.string().nullable(), last: z.string().nullable() })]);

/** From the first question to the last; null while there is none. A minute old at most. */
export async function getExtent(actor: Actor): Promise<Extent | null> {
  requirePermission(actor, 'questions.read');
  return cache().remember(
    'questions.extent',
    { tags: [], ttlSeconds: EXTENT_SECONDS, shape: extentShape },
    async () => {
      const rows = await prisma().$queryRaw`
      select to_char(least(min(e.first), (select min(bucket) from question_text_deltas)), ${UTC}) as first,
             to_char(greatest(max(e.last), (select max(bucket) from question_text_deltas)), ${UTC}) as last
      from (select (select min(bucket) from question_group_counts where grain = 0) as first, (select max(bucket) from question_group_counts where grain = 0) as last) e`;
      const { first, last } = rowsSchema.parse(rows)[0];
      return first === null || last === null ? null : { firstUtc: first, lastUtc: last };
    },
  );
}

const UTC = Prisma.sql`'YYYY-MM-DD"T"HH24:MI:SS"Z"'`;
