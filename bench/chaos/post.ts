import { z } from 'zod';
import type { PostedTurn } from './turns.ts';

export const ANSWER_WITHIN_MS = 10_000;

type Fate = 'acked' | 'refused' | 'unknown';
export type Outcome = {
  /** Of HTTP; 0 when no answer came. */
  status: number;
  /** One for each turn, in their order. */
  fates: Fate[];
  /** What is wrong with an answer that must not be given like this. */
  fault?: string;
};

const answerSchema = z.object({
  results: z.array(z.object({ event_id: z.string().nullable(), status: z.enum(['stored', 'duplicate', 'invalid']) })),
});
const told: Record<'stored' | 'duplicate' | 'invalid', Fate> = {
  stored: 'acked',
  duplicate: 'acked',
  invalid: 'refused',
};

/** Posts turns once and says what is known of each. Never throws: no answer is an outcome. */
export async function post(url: string, key: string, turns: readonly PostedTurn[]): Promise<Outcome> {
  const all = (fate: Fate): Fate[] => turns.map(() => fate);
  try {
    const answer = await fetch(`${url}/api/conversations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(turns.length === 1 ? turns[0] : turns),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const { status } = answer;
    const body: unknown = await answer.json();
    if (status === 201) return acknowledged(turns, body);
    if (status === 422) return { status, fates: all('refused') };
    const fault = answer.headers.has('retry-after') ? undefined : `${status} without Retry-After`;
    if (status === 429) return { status, fates: all('refused'), fault };
    if (status === 503) return { status, fates: all('unknown'), fault };
    return { status, fates: all('unknown'), fault: `${status}: ${JSON.stringify(body).slice(0, 200)}` };
  } catch (error) {
    return { status: 0, fates: all(neverArrived(error) ? 'refused' : 'unknown') };
  }
}

function acknowledged(turns: readonly PostedTurn[], body: unknown): Outcome {
  const parsed = answerSchema.safeParse(body);
  const results = parsed.success ? parsed.data.results : [];
  const fits =
    results.length === turns.length && turns.every((turn, i) => (turn.event_id ?? null) === results[i]?.event_id);
  if (!fits) return { status: 201, fates: turns.map(() => 'unknown'), fault: '201 that does not fit what was sent' };
  return { status: 201, fates: results.map((result) => told[result.status]) };
}

/** Nobody listened: the post cannot have been read. */
function neverArrived(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
