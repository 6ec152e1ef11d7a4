import 'server-only';

/** Why a request is not answered with 201, as the HTTP API says it. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: 400 | 408 | 413 | 415 | 422 | 429 | 503;
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: Refusal['status'], code: string, detail: string, retryAfterSeconds?: number) {
    super(detail);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Nothing can be stored at this moment. Senders come back spread over a few seconds, not all at once. */
export function away(detail: string): Refusal {
  return new Refusal(503, 'unavailable', detail, 1 + Math.ceil(Math.random() * 3));
}
