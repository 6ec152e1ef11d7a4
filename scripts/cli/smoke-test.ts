import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { type Call, type Exchange, exchange } from '#clients/typescript/exchange.ts';
import { type Posted, postTurns } from '#clients/typescript/post-turns.ts';
import { uuidV7 } from '#clients/typescript/uuid.ts';
import { errorAnswerSchema, healthAnswerSchema, historyAnswerSchema, readyAnswerSchema } from '#lib/api/turns.ts';
import { searchAnswerSchema } from '#lib/phonebook/api.ts';

/** A replica may be that late. */
const SHOWN_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 200;

export type SmokeStep = { step: string; state: 'good' | 'bad'; sentence: string; milliseconds: number };

/** What a step found: what to say, and whether it is as it should be. */
type Finding = { state: SmokeStep['state']; sentence: string };

/**
 * Tries a deployment by its HTTP API. A step that fails does not keep the next from being tried, and what was posted is
 * taken away whatever happened in between.
 */
export async function smokeTest(url: string, key: string): Promise<{ session: string; steps: SmokeStep[] }> {
  // Without a digit: what reads like a number is hashed where turns are masked as they come, and could not be taken away.
  const session = `smoke-${letters(16)}`;
  const turn = {
    event_id: uuidV7(),
    session_id: session,
    user_message: 'Does the log take what I ask? ¿También así? এভাবেও?',
    assistant_response: 'It does. This turn is a smoke test and is taken away at once.',
    is_answered: true,
    knowledge_base: 'smoke',
    response_time_ms: 1,
  };
  const steps: SmokeStep[] = [];
  const take = async (step: string, work: () => Promise<Finding>) => {
    const began = performance.now();
    const { state, sentence } = await work();
    steps.push({ step, state, sentence, milliseconds: Math.round(performance.now() - began) });
  };
  const ask: Ask = (method, path) => exchange({ url, apiKey: key, method, path });

  await take('health', () => tryHealth(ask));
  await take('readiness', () => tryReadiness(ask));
  await take('search', () => trySearch(ask));
  let mayBeThere = true;
  await take('post', async () => {
    const posted = await postTurns(url, key, turn);
    mayBeThere =
      posted.kind === 'unknown' || (posted.kind === 'answered' && !(posted.status >= 400 && posted.status < 500));
    return judgePost(posted, turn.event_id);
  });
  if (!mayBeThere) {
    for (const step of ['read back', 'take away', 'read back gone'])
      await take(step, async () => bad('No turn was posted, so there is none.'));
    return { session, steps };
  }
  await take('read back', () => tryShown(ask, turn));
  await take('take away', () => tryTakeAway(ask, turn.event_id));
  await take('read back gone', () => tryGone(ask, session));
  return { session, steps };
}

type Ask = (method: Call['method'], path: string) => Promise<Exchange>;

async function tryHealth(ask: Ask): Promise<Finding> {
  const answer = await read(await ask('GET', 'api/health'), healthAnswerSchema);
  if ('state' in answer) return answer;
  const parts = Object.entries(answer.value.components).map(
    ([name, { status }]) => `${name} ${status.replaceAll('_', ' ')}`,
  );
  const sentence = `It is ${answer.value.status}: ${parts.join(', ')}.`;
  return answer.value.status === 'healthy' ? good(sentence) : bad(sentence);
}

async function tryReadiness(ask: Ask): Promise<Finding> {
  const answer = await read(await ask('GET', 'readyz'), readyAnswerSchema);
  return 'state' in answer ? answer : good('It can serve.');
}

async function trySearch(ask: Ask): Promise<Finding> {
  const answer = await read(await ask('GET', 'api/phonebook/search?q=an&limit=1'), searchAnswerSchema);
  return 'state' in answer ? answer : good(`The phonebook answers, with ${answer.value.total} hits for "an".`);
}

function judgePost(posted: Posted, eventId: string): Finding {
  if (posted.kind !== 'answered') return bad(unanswered(posted));
  const [result] = posted.results ?? [];
  if (posted.status !== 201 && result?.error !== undefined) return bad(`The turn was refused: ${result.error}`);
  if (posted.status !== 201) return bad(posted.detail ?? `It answered ${posted.status}.`);
  if (result?.event_id === eventId && result.status === 'stored') return good('The turn is stored.');
  return bad('It answered 201 and did not say that the turn is stored.');
}

function letters(count: number): string {
  return [...randomBytes(count)].map((byte) => String.fromCharCode(97 + (byte % 16))).join('');
}

type Words = { session_id: string; user_message: string; assistant_response: string };

async function tryShown(ask: Ask, turn: Words): Promise<Finding> {
  const found = await lookUntil(ask, turn.session_id, (shown) => shown.length > 0);
  if ('state' in found) return found;
  const [first, ...others] = found.value;
  if (first === undefined) return bad('The turn was acknowledged and the log does not show it.');
  if (others.length > 0) return bad(`The turn was posted once and the log shows it ${found.value.length} times.`);
  const same = (['session_id', 'user_message', 'assistant_response'] as const).every(
    (name) => first[name] === turn[name],
  );
  return same
    ? good('The log shows the turn as it was sent.')
    : bad('The log shows the turn with other words than were sent.');
}

async function tryTakeAway(ask: Ask, eventId: string): Promise<Finding> {
  const answer = await ask('DELETE', `api/conversations/${eventId}`);
  if (answer.kind === 'answered' && answer.status === 204) return good('The turn is taken away.');
  return refused(answer);
}

async function tryGone(ask: Ask, session: string): Promise<Finding> {
  const found = await lookUntil(ask, session, (shown) => shown.length === 0);
  if ('state' in found) return found;
  if (found.value.length === 0) return good('The log shows it no longer.');
  return bad(`The log still shows it: session ${session}.`);
}

type Shown = z.infer<typeof historyAnswerSchema>['conversations'];

/** The turns of a session, once they are as wanted or it has taken too long. */
async function lookUntil(ask: Ask, session: string, isWanted: (shown: Shown) => boolean) {
  const deadline = performance.now() + SHOWN_WITHIN_MS;
  for (;;) {
    const answer = await read(await ask('GET', `api/analytics/history?session_id=${session}`), historyAnswerSchema);
    if ('state' in answer) return answer;
    const shown = answer.value.conversations;
    if (isWanted(shown) || performance.now() > deadline) return { value: shown };
    await sleep(LOOK_EVERY_MS);
  }
}

async function read<T>(answer: Exchange, schema: z.ZodType<T>): Promise<{ value: T } | Finding> {
  if (answer.kind !== 'answered') return bad(unanswered(answer));
  const parsed = schema.safeParse(jsonOf(answer.text));
  // An unhealthy deployment answers 503 with its health.
  if (parsed.success) return { value: parsed.data };
  return answer.status === 200 ? bad('The answer is not one of Switchboard: is this its address?') : refused(answer);
}

/** Why an answer is not the one wanted, in the server's own sentence where it has one. */
function refused(answer: Exchange): Finding {
  if (answer.kind !== 'answered') return bad(unanswered(answer));
  const { status, headers, text } = answer;
  if (headers.location !== undefined) return bad(`It answered ${status} and points to ${headers.location}.`);
  const fault = errorAnswerSchema.safeParse(jsonOf(text));
  return bad(fault.success ? fault.data.detail : `It answered ${status}, and not in the words of Switchboard.`);
}

function unanswered({ kind, error }: { kind: 'unsent' | 'unknown'; error: string }): string {
  return kind === 'unsent' ? `It cannot be reached: ${error}.` : `The connection broke before the answer: ${error}.`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function good(sentence: string): Finding {
  return { state: 'good', sentence };
}

function bad(sentence: string): Finding {
  return { state: 'bad', sentence };
}
