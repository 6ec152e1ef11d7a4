import 'server-only';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type SyntheticTurn, syntheticDay } from '#lib/conversations/synthetic.ts';

const CHUNK_SIGNS = 64 * 1024;
const COLUMNS =
  'session_id, user_message, assistant_response, is_answered, knowledge_base, response_time_ms, created_at, client_ip, source, reported_explicitly';

/** Turns of a day (days since 1970) from place `from` on and before `to`. */
export type DayGap = { day: number; from: number; to: number };

/**
 * Writes invented turns by COPY. Only a chunk is in memory at a time.
 * @param table a checked name: COPY takes no parameters
 * @param onTurns called now and then with the turns written since
 */
export async function copyTurns(
  client: PoolClient,
  table: string,
  gaps: readonly DayGap[],
  { frozen = false, onTurns }: { frozen?: boolean; onTurns: (turns: number) => void },
): Promise<void> {
  const copy = client.query(copyFrom(`copy ${table} (${COLUMNS}) from stdin${frozen ? ' with (freeze)' : ''}`));
  await pipeline(Readable.from(chunks(gaps, onTurns)), copy);
}

function* chunks(gaps: readonly DayGap[], onTurns: (turns: number) => void): Generator<string> {
  let chunk = '';
  let turns = 0;
  for (const { day, from, to } of gaps) {
    for (const turn of syntheticDay(day, from, to)) {
      chunk += lineOf(turn);
      turns += 1;
      if (chunk.length < CHUNK_SIGNS) continue;
      yield chunk;
      onTurns(turns);
      chunk = '';
      turns = 0;
    }
  }
  if (chunk !== '') yield chunk;
  onTurns(turns);
}

/** The texts of the seed hold no sign that COPY reads as its own, so nothing needs quoting. */
function lineOf(turn: SyntheticTurn): string {
  const { sessionId, userMessage, assistantResponse, isAnswered, knowledgeBase, responseTimeMs, createdAt } = turn;
  const at = new Date(createdAt).toISOString().replace('Z', '');
  return `${sessionId}\t${userMessage}\t${assistantResponse}\t${isAnswered ?? '\\N'}\t${knowledgeBase}\t${responseTimeMs ?? '\\N'}\t${at}\t${turn.clientIp}\t${turn.source}\t${isAnswered !== null}\n`;
}
