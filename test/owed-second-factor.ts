import { expect } from 'vitest';
import { updateSettings } from '#server/settings/mutations.ts';
import { userActor } from '#test/actors.ts';
import { signedInCookie } from '#test/people.ts';

/**
 * Asks a route as nobody, as an operator and as an analyst who owes a second factor, and stops where it does not refuse; then as one
 * who owes none.
 * @param ask the route, with this cookie
 * @returns the last answer
 */
export async function expectForAnalysts(ask: (cookie: string) => Promise<Response>): Promise<Response> {
  expect((await ask('')).status).toBe(401);
  expect((await ask(await signedInCookie('operator'))).status).toBe(403);

  const cookie = await signedInCookie('analyst');
  await updateSettings(userActor('admin'), { requireSecondFactorFor: ['analyst'] }, {});
  const owed = await ask(cookie);
  expect(owed.status).toBe(403);
  expect(await owed.json()).toEqual({ detail: 'Set up your second factor first.', code: 'forbidden' });

  await updateSettings(userActor('admin'), { requireSecondFactorFor: [] }, { requireSecondFactorFor: ['analyst'] });
  const answer = await ask(cookie);
  expect(answer.status).toBe(200);
  return answer;
}
