/** What became of one turn of a request. */
export type TurnResult = {
  /** As it was sent; null when none came. */
  event_id: string | null;
  status: 'stored' | 'duplicate' | 'invalid';
  /** Why it is invalid, in a sentence. */
  error?: string;
};

export type TurnsAnswer = { accepted: number; duplicates: number; results: TurnResult[] };

/** Reads the answer of `POST /api/conversations`; null when it is something else. */
export function readTurnsAnswer(text: string): TurnsAnswer | null {
  const answer = parseObject(text);
  if (answer === null || !('results' in answer) || !Array.isArray(answer.results)) return null;
  const results = answer.results.map(readResult);
  if (!results.every((result) => result !== null)) return null;
  const count = (status: TurnResult['status']) => results.filter((result) => result.status === status).length;
  return { accepted: count('stored'), duplicates: count('duplicate'), results };
}

/** Reads an error of the API, `{"detail": "a sentence", "code": "…"}`; null for what is missing. */
export function readFault(text: string): { detail: string | null; code: string | null } {
  const answer = parseObject(text);
  const part = (name: 'detail' | 'code') => {
    const value: unknown = answer === null ? null : Object.entries(answer).find(([key]) => key === name)?.[1];
    return typeof value === 'string' ? value : null;
  };
  return { detail: part('detail'), code: part('code') };
}

function readResult(value: unknown): TurnResult | null {
  if (typeof value !== 'object' || value === null || !('status' in value)) return null;
  const { status } = value;
  if (status !== 'stored' && status !== 'duplicate' && status !== 'invalid') return null;
  const event_id = 'event_id' in value && typeof value.event_id === 'string' ? value.event_id : null;
  const error = 'error' in value && typeof value.error === 'string' ? value.error : undefined;
  return { event_id, status, error };
}

function parseObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
