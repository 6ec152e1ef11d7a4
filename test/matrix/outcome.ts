/** What a call came to: refused, let in, or not there at all. */
export type Outcome = 'refused' | 'in' | 'absent';

// How Next tells a refusal once the answer has begun, and how our actions and handlers do.
const REFUSAL = [
  'NEXT_HTTP_ERROR_FALLBACK;403',
  'NEXT_HTTP_ERROR_FALLBACK;401',
  /NEXT_REDIRECT;(replace|push);\/login/,
  /http-equiv="refresh"[^>]*url=\/login/,
  /"ok":false,"code":"(forbidden|unauthenticated)"/,
];

/** Reads an answer: by status, by where it leads, and, when a status of 200 was sent too early, by its body. */
export function outcomeOf(answer: { status: number; headers: Headers; body: string }): Outcome {
  const { status, headers, body } = answer;
  if (status === 401 || status === 403) return 'refused';
  const leadsTo = headers.get('location') ?? headers.get('x-action-redirect') ?? '';
  if (/^(https?:\/\/[^/]+)?\/login(\?|;|$)/.test(leadsTo)) return 'refused';
  if (REFUSAL.some((sign) => (typeof sign === 'string' ? body.includes(sign) : sign.test(body)))) return 'refused';
  return status === 404 || status === 405 ? 'absent' : 'in';
}
