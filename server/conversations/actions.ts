'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { cursorSchema } from '#lib/conversations/turn.ts';
import { turnStates } from '#lib/measures/turn-filter.ts';
import { ok, parsed, type Result } from '#lib/result.ts';
import { getSession, revealSession, type SessionThread } from '#server/conversations/session.ts';
import { setVerdict } from '#server/conversations/verdicts.ts';
import { requirePermission } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';

const threadSchema = z.object({ sessionId: z.string().min(1).max(10_000), around: cursorSchema.nullable() });
type ThreadWish = z.infer<typeof threadSchema>;

/** The thread of a session around one of its turns, for the panel beside the log. */
export async function getThreadAction(wish: ThreadWish): Promise<SessionThread | null> {
  const actor = await requireActor('conversations.read');
  const { sessionId, around } = threadSchema.parse(wish);
  return getSession(actor, sessionId, around);
}

/** The thread as it is stored; asks for a password of the last ten minutes. */
export async function revealThreadAction(wish: ThreadWish): Promise<Result<SessionThread | null>> {
  const actor = await requireActor('conversations.reveal');
  const { sessionId, around } = threadSchema.parse(wish);
  return revealSession(actor, sessionId, around).then(ok).catch(toFailure);
}

/** Whether the log may be exported as stored now: asks for the password before the file is asked for, which cannot. */
export async function allowRawExportAction(): Promise<Result<null>> {
  const actor = await requireActor('conversations.reveal');
  try {
    requirePermission(actor, 'conversations.reveal');
    return ok(null);
  } catch (error) {
    return toFailure(error);
  }
}

const verdictSchema = z.object({
  turn: cursorSchema,
  /** Where the thread that is shown was read. */
  around: cursorSchema.nullable(),
  state: z.enum(turnStates).exclude(['unknown']).nullable(),
});

/** Says whether a turn was answered, or takes that back (`state` null). The thread as it then stands. */
export async function setVerdictAction(input: z.input<typeof verdictSchema>): Promise<Result<SessionThread | null>> {
  const actor = await requireActor('conversations.judge');
  const wish = parsed(verdictSchema.safeParse(input));
  if (!wish.ok) return wish;
  try {
    const set = await setVerdict(actor, wish.value.turn, wish.value.state);
    if (!set.ok) return set;
    refresh();
    return ok(await getSession(actor, set.value.sessionId, wish.value.around));
  } catch (error) {
    return toFailure(error);
  }
}
