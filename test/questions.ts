import { fail } from '#lib/result.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { Centroids } from '#server/questions/grouper/centroids.ts';
import { type GroupingTools, groupPending } from '#server/questions/grouper/group-pending.ts';

/** As when the sentence model's packages are absent: all is embedded by letters, at once. */
export const absentModel: GroupingTools['embedder'] = { embed: async () => fail('unavailable', 'No such package.') };

/** Logs a turn for each question, answered or not in turn, ten a session. */
export async function askAll(questions: readonly string[]): Promise<void> {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered)
    select 's' || place / 10, message, 'a', place % 2 from unnest(${[...questions]}::text[]) with ordinality as q (message, place)`;
}

/** Lets all that waits find its group. */
export async function groupAll(tools: Partial<GroupingTools> = {}): Promise<void> {
  const all = { embedder: absentModel, centroids: new Centroids(), spelling: new Map(), ...tools };
  while ((await groupPending(systemActor('test'), all, 200)).looked > 0);
}
