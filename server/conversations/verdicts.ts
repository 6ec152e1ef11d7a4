import 'server-only';
import { z } from 'zod';
import { effectiveState } from '#lib/conversations/answers/effective.ts';
import type { Cursor } from '#lib/conversations/turn.ts';
import { type TurnState, turnStates } from '#lib/measures/turn-filter.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { naive } from '#server/measures/turn-condition.ts';

/**
 * Writes what a person thinks of a turn, above all detectors; null takes it back, and the detectors decide again. Figures
 * follow in the same transaction.
 */
export async function setVerdict(
  actor: Actor,
  turn: Cursor,
  state: Exclude<TurnState, 'unknown'> | null,
): Promise<Result<{ sessionId: string }>> {
  requirePermission(actor, 'conversations.judge');
  return inTransaction(actor, async (tx) => {
    const said = await readTestimony(tx, turn);
    if (said === null) return fail('not_found', 'This turn is no longer in the log.');
    const by = state === null ? null : actorTag(actor);
    const effective = effectiveState({ ...said, human: state });
    await tx.$executeRaw`
      update conversation_states set human_state = ${state}::turn_state, human_by = ${by}, state = ${effective}::turn_state,
        human_at = case when ${by}::text is not null then timezone('utc', now()) end
      where id = ${turn.id}::bigint and created_at = ${naive(turn.at)}::timestamp`;
    await recordAudit(tx, actor, {
      action: 'conversations.judge',
      targetType: 'turn',
      targetId: turn.id,
      details: { state },
    });
    return ok({ sessionId: said.sessionId });
  });
}

const state = z.enum(turnStates).nullable();
const testimonySchema = z.object({
  sessionId: z.string(),
  sentinel: z.string().nullable(),
  reported: z.int().nullable(),
  reportedExplicitly: z.boolean(),
  phrases: state,
  behaviour: state,
  evaluated: z.boolean(),
});

/** What was said of the turn, locked, so that the evaluator does not write between reading and deciding. */
async function readTestimony(tx: Transaction, { id, at }: Cursor): Promise<z.infer<typeof testimonySchema> | null> {
  const rows = await tx.$queryRaw`
    select c.session_id as "sessionId", s.sentinel, c.is_answered as reported, c.reported_explicitly as "reportedExplicitly", s.phrase_state::text as phrases,
           s.behaviour_state::text as behaviour, s.rules_version is not null as evaluated
    from conversation_states s join conversations c on c.id = s.id and c.created_at = s.created_at
    where s.id = ${id}::bigint and s.created_at = ${naive(at)}::timestamp for update of s`;
  return z.array(testimonySchema).parse(rows)[0] ?? null;
}
