import 'server-only';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readEventId } from '#lib/conversations/posted-turn.ts';
import { Batcher, type BatcherLimits } from '#server/conversations/ingest/batcher.ts';
import { createTurns } from '#server/conversations/ingest/create-turns.ts';
import { deleteTurn } from '#server/conversations/ingest/delete-turn.ts';
import type { BodyLimits } from '#server/conversations/ingest/read-body.ts';
import { away, Refusal } from '#server/conversations/ingest/refusal.ts';
import { writeRows } from '#server/conversations/ingest/write.ts';
import { closeIngestPool, ingestPool } from '#server/core/db/ingest-pool.ts';
import { onClient } from '#server/core/db/on-client.ts';
import { isUnavailable } from '#server/core/errors.ts';
import { ingestFigures } from '#server/core/health/ingest.ts';
import { answerError } from '#server/core/listener/answer.ts';
import type { AreaHandlers } from '#server/core/listener/paths.ts';
import { inWork } from '#server/core/request-context.ts';

/** One megabyte, counted by ourselves; a sender on a slow line has ten seconds for it. */
const usualBody: BodyLimits = { bytes: 1_048_576, milliseconds: 10_000 };

type Ingest = AreaHandlers & {
  /** Stores what waits, answers everybody and closes the connections. */
  close(): Promise<void>;
};

/** What answers `POST /api/conversations` and `DELETE /api/conversations/{event_id}`. Nothing is opened before the first call. */
export function createIngest(limits: { body?: BodyLimits; batcher?: Partial<BatcherLimits> } = {}): Ingest {
  const batcher = new Batcher({
    // On behalf of everyone in the batch, not of whose turn came first.
    write: (rows, signal) => inWork('ingest.store', () => writeRows(rows, signal)),
    probe: (signal) => inWork('ingest.probe', () => probe(signal)),
    limits: limits.batcher,
  });
  return {
    createTurns: (actor, request, response) =>
      answer(response, () => createTurns(actor, request, response, batcher, limits.body ?? usualBody)),
    deleteTurn: (actor, request, response) =>
      answer(response, async () => {
        const eventId = eventIdOf(request);
        if (eventId === null || !(await deleteTurn(actor, eventId))) {
          return answerError(response, 404, 'not_found', 'This key posted no such turn of a smoke test lately.');
        }
        response.writeHead(204).end();
      }),
    close: async () => {
      await batcher.close();
      await closeIngestPool();
    },
  };
}

async function answer(response: ServerResponse, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { status, code, message, retryAfterSeconds } = refusalOf(error);
    if (status === 429) ingestFigures().rateLimited++;
    if (status === 503) ingestFigures().unavailable++;
    answerError(response, status, code, message, retryAfterSeconds);
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (isUnavailable(error)) return away('The database did not answer. Send this again.');
  throw error;
}

function eventIdOf(request: IncomingMessage): string | null {
  const part = (request.url ?? '').split('?', 1)[0]?.split('/').at(-1) ?? '';
  try {
    return readEventId(decodeURIComponent(part));
  } catch {
    return null;
  }
}

async function probe(signal: AbortSignal): Promise<void> {
  await onClient(ingestPool(), signal, (client) => client.query('select'));
}
