import 'server-only';
import { reportedState } from '#server/conversations/recount.ts';
import {
  differingEvents,
  differingFigures,
  differingSessions,
  differingStates,
} from '#server/conversations/verify/comparisons.ts';
import { findHorizon } from '#server/conversations/verify/horizon.ts';
import { allowLongWork } from '#server/conversations/verify/queries.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { mendTexts } from '#server/measures/texts.ts';

const LIMIT_MS = 60 * 60_000;

export type ConversationsMend = Record<'states' | 'sessions' | 'figures' | 'questions' | 'events' | 'stale', number>;

/**
 * Makes states, sessions, rollups and the ledger anew from the turns wherever they differ. Writers go on: each step sees
 * one snapshot, and what it finds is added to what is there. Two turns of one event id are left to a person.
 */
export async function mendConversations(actor: Actor): Promise<ConversationsMend> {
  requirePermission(actor, 'conversations.import');
  return inTransaction(
    actor,
    async (tx) => {
      await allowLongWork(tx, LIMIT_MS);
      // Whoever holds this lock is alone in writing rollups and sessions.
      await tx.$queryRaw`select pg_advisory_xact_lock(hashtext('switchboard.conversations_compact'))::text`;
      const stale = await tx.$executeRaw`delete from search.stale_turns`;
      const from = await findHorizon(tx);
      const mended =
        from === null ? { states: 0, sessions: 0, figures: 0, questions: 0, events: 0 } : await mendFrom(tx, from);
      const details = { ...mended, stale };
      if (Object.values(details).some((count) => count > 0))
        await recordAudit(tx, actor, {
          action: 'conversations.mend',
          targetType: 'conversations',
          targetId: 'figures',
          details,
        });
      await tx.$queryRaw`select conversations_compact()::text, question_texts_compact()::text`;
      return details;
    },
    { timeoutMs: LIMIT_MS },
  );
}

/** States first, since sessions and figures count them; then sessions, since a recounted one moves the figures. */
async function mendFrom(tx: Transaction, from: string): Promise<Omit<ConversationsMend, 'stale'>> {
  const states = await mendStates(tx, from);
  const sessions = await tx.$executeRaw`
    insert into conversation_session_deltas (session_id, first_at, first_id, last_at, turns, answered, unanswered, knowledge_base, source, recount)
    select d.session_id, 'infinity', 0, '-infinity', 0, 0, 0, '', '', true from (${differingSessions(from)}) d`;
  const figures = await tx.$executeRaw`
    insert into conversation_rollups as r (grain, bucket, knowledge_base, source, turns, answered, unanswered, partial, sessions, timed, milliseconds, histogram)
    ${differingFigures(from)}
    on conflict (grain, bucket, knowledge_base, source) do update set
      turns = r.turns + excluded.turns, answered = r.answered + excluded.answered, unanswered = r.unanswered + excluded.unanswered,
      partial = r.partial + excluded.partial, sessions = r.sessions + excluded.sessions, timed = r.timed + excluded.timed,
      milliseconds = r.milliseconds + excluded.milliseconds, histogram = r.histogram + excluded.histogram`;
  const questions = await mendTexts(tx);
  return { states, sessions, figures, questions, events: await mendEvents(tx, from) };
}

/** A state made anew is what the sender reported; the turn is put down for review, so that detectors look at it again. */
async function mendStates(tx: Transaction, from: string): Promise<number> {
  return tx.$executeRaw`
    with wrong as materialized (${differingStates(from)}),
    gone as (delete from conversation_states s using wrong w where not w.missing and s.id = w.id and s.created_at = w.created_at),
    reviewed as (insert into conversation_reviews (id, created_at) select w.id, w.created_at from wrong w where w.missing),
    made as (
      insert into conversation_states (id, created_at, state)
      select c.id, c.created_at, ${reportedState} from wrong w join conversations c on c.id = w.id and c.created_at = w.created_at where w.missing
    )
    select from wrong`;
}

/** An event id without a turn is taken out, so that its sender can bring the turn again. */
async function mendEvents(tx: Transaction, from: string): Promise<number> {
  return tx.$executeRaw`
    with wrong as materialized (select * from (${differingEvents(from)}) e where e.kind <> 'twice'),
    gone as (delete from conversation_events e using wrong w where w.kind = 'lost' and e.event_id = w.event_id),
    made as (
      insert into conversation_events (event_id, created_at) select w.event_id, w.created_at from wrong w where w.kind = 'unknown'
      on conflict do nothing
    )
    select from wrong`;
}
