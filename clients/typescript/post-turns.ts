import { readFault, readTurnsAnswer, type TurnResult } from './answer.ts';
import { readRetryAfter } from './back-off.ts';
import { type CallOptions, exchange } from './exchange.ts';
import type { Turn } from './turn.ts';

export type Posted =
  | {
      kind: 'answered';
      status: number;
      accepted: number;
      duplicates: number;
      /** One a turn, in the order sent; null when the answer holds none (an error of the whole request). */
      results: TurnResult[] | null;
      /** The server's sentence and code of an error. */
      detail: string | null;
      code: string | null;
      retryAfterMs: number | null;
      requestId: string | null;
      /** From the call to the head of the answer, and to its end, in ms. */
      firstByteMs: number;
      totalMs: number;
    }
  /** `unsent`: surely not stored. `unknown`: stored or not; sending the same event ids again is safe. */
  | { kind: 'unsent' | 'unknown'; error: string; totalMs: number };

/**
 * Posts one turn, or up to 500 in one request, exactly as given: no id is made, nothing is retried. Never throws.
 * For tools that keep account of every request; a chatbot uses `createSender`.
 */
export function postTurns(
  url: string,
  apiKey: string,
  turns: Turn | readonly Turn[],
  options: CallOptions = {},
): Promise<Posted> {
  return postBody(url, apiKey, Buffer.from(JSON.stringify(turns)), options);
}

/** The same with a body that is JSON already. */
export async function postBody(url: string, apiKey: string, body: Buffer, options: CallOptions = {}): Promise<Posted> {
  const answer = await exchange({ url, apiKey, method: 'POST', path: 'api/conversations', body }, options);
  if (answer.kind !== 'answered') return answer;
  const { status, headers, text, firstByteMs, totalMs } = answer;
  const read = readTurnsAnswer(text);
  const requestId = headers['x-request-id'];
  return {
    kind: 'answered',
    status,
    accepted: read?.accepted ?? 0,
    duplicates: read?.duplicates ?? 0,
    results: read?.results ?? null,
    ...readFault(text),
    retryAfterMs: readRetryAfter(headers['retry-after']),
    requestId: typeof requestId === 'string' ? requestId : null,
    firstByteMs,
    totalMs,
  };
}
