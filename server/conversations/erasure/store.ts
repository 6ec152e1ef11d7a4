import 'server-only';
import { z } from 'zod';
import { eraseTurns } from '#server/conversations/erasure/erase.ts';
import { findLeaves, isDropped, turnSelection } from '#server/conversations/erasure/selection.ts';
import { blockRanges, tidOf, withinBlocks } from '#server/core/erasure/blocks.ts';
import type { Matcher } from '#server/core/erasure/matcher.ts';
import { withConnection } from '#server/core/erasure/session.ts';
import type { ErasureStore, Held, Work } from '#server/core/erasure/store.ts';

const EXAMPLES = 3;
const chunkRow = z.tuple([
  z.object({
    turns: z.coerce.number(),
    shared: z.coerce.number(),
    sessions: z.array(z.string()),
    examples: z.array(z.string()).nullable(),
  }),
]);

/** Every turn of the chatbot with what was thought of it and what was counted of it. */
export const conversationStore: ErasureStore = {
  name: 'conversations',
  tables: [
    'public.conversations',
    'public.conversation_states',
    'public.conversation_events',
    'public.conversation_rollups',
    'public.conversation_rollup_deltas',
    'public.conversation_sessions',
    'public.conversation_session_deltas',
    'public.conversation_reviews',
    'public.question_texts',
    'public.question_text_deltas',
    'public.question_embeddings',
    'public.question_neighbours',
    'public.question_group_details',
    'public.question_group_moves',
    'search.stale_turns',
  ],
  find: findTurns,
  erase: eraseTurns,
};

/**
 * Reads every turn there is. The text index would be quicker and is not asked: it holds the first 50,000 signs of a side and whole
 * words, and what a preview misses nobody looks for again.
 */
function findTurns(matcher: Matcher, work: Work): Promise<Held> {
  const selection = turnSelection(matcher);
  return withConnection(async (client) => {
    const sessions = new Set<string>();
    const held = { turns: 0, shared: 0, examples: [] as string[] };
    const read = async (from: string, within: string, values: string[]) => {
      const { rows } = await client.query(
        `select count(*) as turns, count(*) filter (where ${selection.shared}) as shared, coalesce(array_agg(distinct md5(c.session_id)), '{}') as sessions,
           (array_agg(${selection.excerpt}))[1:${EXAMPLES}] as examples
         from ${from} c where ${within} and ${selection.condition}`,
        [...selection.values, ...values],
      );
      const [chunk] = chunkRow.parse(rows);
      held.turns += chunk.turns;
      held.shared += chunk.shared;
      for (const session of chunk.sessions) sessions.add(session);
      if (held.examples.length < EXAMPLES) held.examples.push(...(chunk.examples ?? []).filter((one) => one !== ''));
    };
    if (selection.indexed) await read('public.conversations', 'true', []);
    else {
      const leaves = await findLeaves(client);
      const total = leaves.reduce((sum, leaf) => sum + leaf.blocks, 0);
      let done = 0;
      for (const { name, blocks } of leaves) {
        const [first, end] = [selection.next(0), selection.next(1)];
        for (const [from, to] of blockRanges(0, blocks)) {
          work.signal.throwIfAborted();
          try {
            await read(name, withinBlocks('c', first, end), [tidOf(from), tidOf(to)]);
          } catch (error) {
            if (!(await isDropped(client, name, error))) throw error;
            break;
          }
          done += to - from;
          work.report(done, total);
        }
      }
    }
    const counts: Record<string, number> = { turns: held.turns, sessions: sessions.size };
    if (held.shared > 0) counts['turns of its network'] = held.shared;
    return { counts, examples: held.examples };
  });
}
