import { readInstant } from '#lib/conversations/instant.ts';

/** A turn as a program posts it, checked and made fit for the tables. */
export type PostedTurn = {
  /** Lower case with hyphens; null when none came. */
  eventId: string | null;
  sessionId: string;
  userMessage: string;
  assistantResponse: string;
  /** Null when it was not reported. */
  isAnswered: 0 | 1 | null;
  knowledgeBase: string | null;
  responseTimeMs: number | null;
  clientIp: string | null;
  /** UTC to the microsecond, `2026-11-24 10:02:03.123456`; null: when it is stored. */
  createdAt: string | null;
  /** What no table can hold (NUL, half of a surrogate pair) stands as U+FFFD. */
  mended: boolean;
};

/** The times a turn may bear, in milliseconds since 1970. */
export type TimeBounds = { notBefore: number; notAfter: number };

export type ReadTurn = { turn: PostedTurn } | { turn: null; fault: string };

export const LONGEST_NAME = 255;
export const LARGEST_INTEGER = 2_147_483_647;

class Fault extends Error {}

/**
 * Checks one record of POST /api/conversations. It holds for the same records as `postedTurnSchema` of lib/api/turns.ts, and is
 * written out because thousands come a second; a test compares the two. It never throws.
 */
export function readPostedTurn(value: unknown, bounds: TimeBounds): ReadTurn {
  if (!isRecord(value)) return { turn: null, fault: 'must be an object with the fields of a turn' };
  try {
    return { turn: turnOf(value, bounds) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { turn: null, fault: error.message };
  }
}

function turnOf(record: Record<string, unknown>, bounds: TimeBounds): PostedTurn {
  const eventId = typeof record.event_id === 'string' ? readEventId(record.event_id) : null;
  if (eventId === null && isGiven(record.event_id)) throw new Fault('event_id must be a UUID');
  const mending = { mended: false };
  const sessionId = textOf(record, 'session_id', mending);
  if (sessionId.trim() === '' || !isWithin(sessionId, LONGEST_NAME)) {
    throw new Fault(`session_id must have 1 to ${LONGEST_NAME} characters that are not all blank`);
  }
  return {
    eventId,
    sessionId,
    userMessage: textOf(record, 'user_message', mending),
    assistantResponse: textOf(record, 'assistant_response', mending),
    isAnswered: answeredOf(record.is_answered),
    knowledgeBase: nameOf(record, 'knowledge_base', mending),
    responseTimeMs: millisecondsOf(record.response_time_ms),
    clientIp: nameOf(record, 'client_ip', mending),
    createdAt: createdAtOf(record.created_at, bounds),
    mended: mending.mended,
  };
}

/** A UUID in any of its spellings (with or without hyphens, in braces, as a URN) as lower case with hyphens; null when it is none. */
export function readEventId(text: string): string | null {
  if (PLAIN_UUID.test(text)) return text.toLowerCase();
  const bare = text.trim().replace(/^urn:uuid:/i, '');
  const groups = GROUPS.exec(bare.startsWith('{') && bare.endsWith('}') ? bare.slice(1, -1) : bare);
  return groups === null ? null : groups.slice(1).join('-').toLowerCase();
}

const PLAIN_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const GROUPS = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i;

/** Whether a text has at most so many characters, one outside the basic plane counted as one. */
export function isWithin(text: string, characters: number): boolean {
  if (text.length <= characters) return true;
  return text.length <= 2 * characters && [...text].length <= characters;
}

function textOf(record: Record<string, unknown>, field: string, mending: { mended: boolean }): string {
  const value = record[field];
  if (typeof value !== 'string') throw new Fault(`${field} must be text`);
  return mend(value, mending);
}

function nameOf(record: Record<string, unknown>, field: string, mending: { mended: boolean }): string | null {
  if (!isGiven(record[field])) return null;
  const text = textOf(record, field, mending);
  if (!isWithin(text, LONGEST_NAME)) throw new Fault(`${field} must have at most ${LONGEST_NAME} characters`);
  return text === '' ? null : text;
}

function mend(text: string, mending: { mended: boolean }): string {
  const fit = storedText(text);
  if (fit !== text) mending.mended = true;
  return fit;
}

/** A text as it is stored: what no table can hold (NUL, half of a surrogate pair) as U+FFFD. */
export function storedText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\ufffd') : whole;
}

function answeredOf(value: unknown): 0 | 1 | null {
  if (!isGiven(value)) return null;
  if (value === 1 || value === true) return 1;
  if (value === 0 || value === false) return 0;
  throw new Fault('is_answered must be 0, 1, true or false');
}

function millisecondsOf(value: unknown): number | null {
  if (!isGiven(value)) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LARGEST_INTEGER) return value;
  throw new Fault(`response_time_ms must be a whole number from 0 to ${LARGEST_INTEGER}`);
}

function createdAtOf(value: unknown, { notBefore, notAfter }: TimeBounds): string | null {
  if (!isGiven(value)) return null;
  const instant = typeof value === 'string' ? readInstant(value) : null;
  if (instant === null) throw new Fault('created_at must be a time in ISO 8601, such as 2026-11-24T10:02:03Z');
  if (instant.milliseconds < notBefore) throw new Fault(`created_at must not be before ${isoOf(notBefore)}`);
  if (instant.milliseconds > notAfter) throw new Fault(`created_at must not be after ${isoOf(notAfter)}`);
  return instant.text;
}

function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
