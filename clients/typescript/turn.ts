import { uuidV7 } from './uuid.ts';

/** One question and its answer, as `POST /api/conversations` takes it. */
export type Turn = {
  /** A UUID. Made here when absent; the server stores one id once, whatever comes with it later. */
  event_id?: string;
  session_id: string;
  user_message: string;
  assistant_response: string;
  /** Left out when the chatbot does not know; the server then judges by the text. */
  is_answered?: boolean | 0 | 1;
  knowledge_base?: string | null;
  /** Whole milliseconds. */
  response_time_ms?: number | null;
  client_ip?: string | null;
  /** ISO 8601; without a zone it is UTC. Now, when absent. */
  created_at?: string | Date;
};

export type StampedTurn = {
  eventId: string;
  /** The turn as JSON in UTF-8: what is queued, kept on disk and sent, byte for byte the same on every try. */
  payload: Buffer;
};

/**
 * Gives a turn the id and the time it lacks, once and for all tries.
 * @throws TypeError when it cannot be written as JSON (a cycle, a bigint)
 */
export function stampTurn(turn: Turn): StampedTurn {
  const eventId = turn.event_id ?? uuidV7();
  const stamped = { ...turn, event_id: eventId, created_at: turn.created_at ?? new Date() };
  return { eventId, payload: Buffer.from(JSON.stringify(stamped)) };
}

/** The id in a payload that came back from disk; an empty text when there is none. */
export function eventIdOf(payload: Buffer): string {
  try {
    const turn: unknown = JSON.parse(payload.toString());
    if (typeof turn !== 'object' || turn === null || !('event_id' in turn)) return '';
    return typeof turn.event_id === 'string' ? turn.event_id : '';
  } catch {
    return '';
  }
}

/** Payloads as the array of a request's body. */
export function bodyOf(payloads: readonly Buffer[]): Buffer {
  const parts = payloads.flatMap((payload, index) => (index === 0 ? [payload] : [COMMA, payload]));
  return Buffer.concat([OPEN, ...parts, CLOSE]);
}

const OPEN = Buffer.from('[');
const COMMA = Buffer.from(',');
const CLOSE = Buffer.from(']');
