import 'server-only';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type PostedTurn, type ReadTurn, readPostedTurn } from '#lib/conversations/posted-turn.ts';
import type { Batcher } from '#server/conversations/ingest/batcher.ts';
import { ensureMonths } from '#server/conversations/ingest/months.ts';
import { prepareRow } from '#server/conversations/ingest/prepare.ts';
import { type BodyLimits, readJson } from '#server/conversations/ingest/read-body.ts';
import { away, Refusal } from '#server/conversations/ingest/refusal.ts';
import { boundsAt, getRules } from '#server/conversations/ingest/rules.ts';
import type { Row, RowOutcome } from '#server/conversations/ingest/write.ts';
import { type Actor, type KeyActor, requireScope } from '#server/core/auth/actor.ts';
import { noteAck, noteTurns } from '#server/core/health/ingest.ts';
import { isDraining } from '#server/core/health/readiness.ts';
import { answerJson } from '#server/core/listener/answer.ts';
import { inStretches } from '#server/core/stretches.ts';

const MOST_TURNS = 500;

type Result = { event_id: string | null; status: 'stored' | 'duplicate' | 'invalid'; error?: string };

/**
 * Stores the turns of a request and answers once they are durable: 201 with what became of each, 422 when none is usable.
 * @throws Refusal for everything else
 */
export async function createTurns(
  actor: Actor & KeyActor,
  request: IncomingMessage,
  response: ServerResponse,
  batcher: Batcher,
  limits: BodyLimits,
): Promise<void> {
  requireScope(actor, 'conversations:write');
  if (!isDraining()) batcher.requireOpen();
  const body = await readJson(request, limits);
  const started = performance.now();
  if (isDraining()) throw away('This process is stopping. Send this again.');
  const records = recordsOf(body.value);
  const settings = await getRules();
  const now = Date.now();
  const bounds = boundsAt(now, settings);
  const read = records.map((record) => readPostedTurn(record, bounds));
  const rows: Row[] = [];
  const thisMonth = new Date(now).toISOString().slice(0, 7);
  const months = new Set<string>();
  await inStretches(read, ({ turn }) => {
    if (turn === null) return;
    const mended = turn.mended || (!body.whole && holdsReplacement(turn));
    rows.push(prepareRow(actor, { ...turn, mended }, settings));
    months.add(turn.createdAt?.slice(0, 7) ?? thisMonth);
  });
  if (rows.length > 0) await ensureMonths(months);
  const outcomes = rows.length === 0 ? [] : await batcher.add(actor.id, rows, body.bytes);
  const results = resultsOf(records, read, outcomes);
  const accepted = count(results, 'stored');
  const duplicates = count(results, 'duplicate');
  noteTurns({ accepted, duplicates, invalid: count(results, 'invalid') });
  if (accepted + duplicates > 0) {
    noteAck(performance.now() - started);
    return answerJson(response, 201, { accepted, duplicates, results });
  }
  const detail = results[0]?.error ?? '';
  answerJson(response, 422, { detail, code: 'invalid', accepted, duplicates, results });
}

function recordsOf(value: unknown): unknown[] {
  const records: unknown[] = Array.isArray(value) ? value : [value];
  if (records.length === 0) throw new Refusal(422, 'invalid', 'The array holds no turn.');
  if (records.length <= MOST_TURNS) return records;
  throw new Refusal(413, 'too_large', `The array holds ${records.length} turns. Send at most ${MOST_TURNS} at a time.`);
}

function holdsReplacement({ sessionId, userMessage, assistantResponse, knowledgeBase, clientIp }: PostedTurn): boolean {
  const texts = [sessionId, userMessage, assistantResponse, knowledgeBase, clientIp];
  return texts.some((text) => text?.includes('\ufffd') === true);
}

function resultsOf(records: readonly unknown[], read: ReadTurn[], outcomes: RowOutcome[]): Result[] {
  let place = 0;
  return read.map((one, index) => {
    const eventId = sentId(records[index]);
    if (one.turn === null) return invalid(eventId, index, one.fault);
    const outcome = outcomes[place++];
    if (outcome === 'stored' || outcome === 'duplicate') return { event_id: eventId, status: outcome };
    return invalid(eventId, index, 'the database refused it; the log of the server says why');
  });
}

/** As it was sent, whatever it is worth, since its sender looks for it. */
function sentId(record: unknown): string | null {
  if (typeof record !== 'object' || record === null || !('event_id' in record)) return null;
  return typeof record.event_id === 'string' ? record.event_id : null;
}

function invalid(eventId: string | null, index: number, fault: string): Result {
  return { event_id: eventId, status: 'invalid', error: `Turn ${index}, counted from 0: ${fault}.` };
}

function count(results: Result[], status: Result['status']): number {
  return results.reduce((sum, result) => sum + (result.status === status ? 1 : 0), 0);
}
