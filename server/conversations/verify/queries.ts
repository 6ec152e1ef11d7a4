import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import {
  differingEvents,
  differingFigures,
  differingSessions,
  differingStates,
} from '#server/conversations/verify/comparisons.ts';
import { findHorizon } from '#server/conversations/verify/horizon.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import type { Transaction } from '#server/core/db/transaction.ts';
import { differingCounts, differingDetails, differingTexts } from '#server/measures/texts.ts';

/** Enough of each kind to see what happened; the count tells the rest. */
const MOST_NAMED = 25;
const LIMIT_MS = 60 * 60_000;

export type ConversationsVerdict = {
  /** From when on turns were compared, UTC; null when there are none. What is older was dropped and only its figures stay. */
  from: string | null;
  turns: number;
  sessions: number;
  differing: number;
  /** The first of each kind, each without a full stop. */
  differences: string[];
};

const counts = z.tuple([z.object({ turns: z.number(), sessions: z.number() })]);
const found = z.array(z.object({ sentence: z.string(), all: z.number() }));

/**
 * Compares rollups with what waits, sessions, states and the ledger with the turns themselves, in one snapshot, so that
 * writers need not stop.
 */
export async function verifyConversations(actor: Actor): Promise<ConversationsVerdict> {
  requirePermission(actor, 'health.read');
  return prisma().$transaction(compare, { isolationLevel: 'RepeatableRead', timeout: LIMIT_MS });
}

async function compare(tx: Transaction): Promise<ConversationsVerdict> {
  await allowLongWork(tx, LIMIT_MS);
  const from = await findHorizon(tx);
  const verdict: ConversationsVerdict = { from, turns: 0, sessions: 0, differing: 0, differences: [] };
  for (const sentences of [...(from === null ? [] : sentencesFrom(from)), ...questionSentences, staleSentences]) {
    const some = found.parse(
      await tx.$queryRaw`
      select d.sentence, (count(*) over ())::int as "all" from (${sentences}) d order by 1 limit ${MOST_NAMED}`,
    );
    verdict.differing += some[0]?.all ?? 0;
    verdict.differences.push(...some.map(({ sentence }) => sentence));
  }
  const [counted] = counts.parse(
    await tx.$queryRaw`
    select (select count(*)::int from conversations) as turns, (select count(*)::int from conversation_sessions) as sessions`,
  );
  return { ...verdict, ...counted };
}

/** Room to sort and hash millions of turns, and time for it, until the transaction ends. */
export async function allowLongWork(tx: Transaction, limitMs: number): Promise<void> {
  await tx.$queryRaw`
    select set_config('statement_timeout', ${String(limitMs)}, true), set_config('work_mem', '128MB', true),
           set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '2', true)`;
}

function sentencesFrom(from: string): Prisma.Sql[] {
  return [
    Prisma.sql`
      select format('Figures of the %s from %s, knowledge base "%s", source "%s": %s', f.grain, f.bucket, f.knowledge_base, f.source,
        concat_ws(', ', ${off('turns')}, ${off('answered')}, ${off('unanswered')}, ${off('partial')}, ${off('sessions')}, ${off('timed')}, ${off('milliseconds')},
          case when f.histogram <> 0 then 'histogram differs' end)) as sentence
      from (${differingFigures(from)}) f`,
    Prisma.sql`select format('Session %s %s', s.session_id, s.reason) as sentence from (${differingSessions(from)}) s`,
    Prisma.sql`
      select case when s.missing then format('Turn %s has no state', s.id) else format('A state is left of turn %s, which is gone', s.id) end as sentence
      from (${differingStates(from)}) s`,
    Prisma.sql`
      select case e.kind when 'lost' then format('Event %s is in the ledger and has no turn', e.event_id)
                         when 'unknown' then format('Event %s has a turn and is not in the ledger', e.event_id)
                         else format('Event %s is borne by several turns', e.event_id) end as sentence
      from (${differingEvents(from)}) e`,
  ];
}

const questionSentences = [
  Prisma.sql`
    select format('Question "%s": %s', left(f.normalized, 60), concat_ws(', ', ${off('asked')}, ${off('answered')}, ${off('unanswered')}, ${off('partial')})) as sentence
    from (${differingTexts()}) f`,
  Prisma.sql`
    select format('Group %s from %s, block of grain %s, knowledge base "%s": %s', f.group_id, f.bucket, f.grain, f.knowledge_base,
      concat_ws(', ', ${off('asked')}, ${off('answered')}, ${off('unanswered')}, ${off('partial')}, ${off('timed')}, ${off('milliseconds')},
        case when f.histogram <> 0 then 'histogram differs' end)) as sentence
    from (${differingDetails()}) f`,
  Prisma.sql`
    select format('Group %s from %s, count of grain %s: %s', f.group_id, f.bucket, f.grain,
      concat_ws(', ', ${off('asked')}, ${off('answered')}, ${off('unanswered')}, ${off('partial')})) as sentence
    from (${differingCounts()}) f`,
];

const staleSentences = Prisma.sql`select format('Turn %s was not followed up: %s', t.id, t.reason) as sentence from search.stale_turns t`;

/** How far a figure is from the rows, where it is. */
function off(
  column: 'turns' | 'asked' | 'answered' | 'unanswered' | 'partial' | 'sessions' | 'timed' | 'milliseconds',
): Prisma.Sql {
  const figure = Prisma.raw(`f.${column}`);
  return Prisma.sql`case when ${figure} <> 0 then format('${Prisma.raw(column)} off by %s', -${figure}) end`;
}
