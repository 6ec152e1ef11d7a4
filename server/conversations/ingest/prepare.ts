import 'server-only';
import type { PostedTurn } from '#lib/conversations/posted-turn.ts';
import type { Settings } from '#lib/settings/schema.ts';
import { addressToStore } from '#server/conversations/ingest/stored-address.ts';
import type { Row } from '#server/conversations/ingest/write.ts';
import { keyedHash } from '#server/core/auth/keyed-hash.ts';

const HASH_BYTES = 16;

/** Whose turns they are: the name that stands as their source, and the key they came with, null for an import. */
export type Sender = { id: string | null; name: string };

/** A posted turn as it will stand in the tables under these settings. What they hide is not stored anywhere. */
export function prepareRow(sender: Sender, turn: PostedTurn, settings: Settings): Row {
  const { clientIp } = turn;
  return {
    turn: {
      ...turn,
      clientIp: clientIp === null ? null : addressToStore(clientIp, settings['conversations.client_address']),
    },
    source: sender.name,
    keyId: sender.id,
    bodyHash: hashOf(turn),
  };
}

/** Tells one body of an event_id from another. Keyed, since it is made of the text before anything in it was masked. */
function hashOf(turn: PostedTurn): Buffer {
  const { sessionId, userMessage, assistantResponse, isAnswered, knowledgeBase, responseTimeMs, clientIp } = turn;
  const body = [sessionId, userMessage, assistantResponse, isAnswered, knowledgeBase, responseTimeMs, clientIp];
  return keyedHash('turn', JSON.stringify(body)).subarray(0, HASH_BYTES);
}
