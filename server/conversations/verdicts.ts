import 'server-only';
import { z } from 'zod';
import type { Cursor } from '#lib/conversations/turn.ts';
import type { TurnState } from '#lib/measures/turn-filter.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction } from '#server/core/db/transaction.ts';
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
    const by = state === null ? null : actorTag(actor);
    const rows = z.array(z.object({ sessionId: z.string() })).parse(
      await tx.$queryRaw`
        update conversation_states s set human_state = ${state}::turn_state, human_by = ${by}, human_at = case when ${by}::text is not null then timezone('utc', now()) end,
          state = coalesce(${state}::turn_state, case when s.sentinel is not null then 'unanswered' end::turn_state,
            case when c.reported_explicitly then case c.is_answered when 0 then 'unanswered' else 'answered' end end::turn_state, s.phrase_state,
            case when c.is_answered is not null then case c.is_answered when 0 then 'unanswered' else 'answered' end end::turn_state, s.behaviour_state,
            case when s.rules_version is null then 'unknown' else 'answered' end::turn_state)
        from conversations c
        where s.id = ${turn.id}::bigint and s.created_at = ${naive(turn.at)}::timestamp and c.id = s.id and c.created_at = s.created_at
        returning c.session_id as "sessionId"`,
    );
    const [row] = rows;
    if (row === undefined) return fail('not_found', 'This turn is no longer in the log.');
    await recordAudit(tx, actor, {
      action: 'conversations.judge',
      targetType: 'turn',
      targetId: turn.id,
      details: { state },
    });
    return ok(row);
  });
}
