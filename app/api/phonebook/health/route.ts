import { ok } from '#lib/result.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { answerWith } from '#server/core/http/api.ts';
import { getPhonebookHealth } from '#server/phonebook/lookups.ts';

export const dynamic = 'force-dynamic';

/** For anyone, so that a balancer can ask. */
export function GET(): Promise<Response> {
  return answerWith(async () => ok(await getPhonebookHealth(systemActor('health'))));
}
