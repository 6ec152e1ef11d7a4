import 'server-only';
import type { PostedTurn } from '#lib/conversations/posted-turn.ts';
import { type MaskRules, maskRules, maskText } from '#lib/privacy/mask.ts';
import type { Settings } from '#lib/settings/schema.ts';
import type { Row } from '#server/conversations/ingest/write.ts';
import { keyedHash } from '#server/core/auth/keyed-hash.ts';
import { hashedSession } from '#server/core/privacy/session-handle.ts';
import { storedAddress } from '#server/core/privacy/stored-address.ts';

const HASH_BYTES = 16;

/** Whose turns they are: the name that stands as their source, and the key they came with, null for an import. */
export type Sender = { id: string | null; name: string };

/** The rules of these settings, made ready once. */
const rulesOf = new WeakMap<Settings, MaskRules>();

/** A posted turn as it will stand in the tables under these settings. What they hide is not stored anywhere. */
export function prepareRow(sender: Sender, turn: PostedTurn, settings: Settings): Row {
  const { sessionId, clientIp, userMessage, assistantResponse } = turn;
  const kept = settings['conversations.client_address'];
  return {
    turn: {
      ...turn,
      sessionId: masked(sessionId, settings) === sessionId ? sessionId : hashedSession(sessionId),
      userMessage: masked(userMessage, settings),
      assistantResponse: masked(assistantResponse, settings),
      clientIp: clientIp === null ? null : storedAddress(clientIp, kept),
    },
    source: sender.name,
    keyId: sender.id,
    bodyHash: hashOf(turn),
  };
}

function masked(text: string, settings: Settings): string {
  if (!settings['conversations.mask_at_ingest']) return text;
  let rules = rulesOf.get(settings);
  if (rules === undefined) {
    rules = maskRules(settings['conversations.mask_literals']);
    rulesOf.set(settings, rules);
  }
  return maskText(text, rules).text;
}

/** Tells one body of an event_id from another. Keyed, since it is made of the text before anything in it was masked. */
function hashOf(turn: PostedTurn): Buffer {
  const { sessionId, userMessage, assistantResponse, isAnswered, knowledgeBase, responseTimeMs, clientIp } = turn;
  const body = [sessionId, userMessage, assistantResponse, isAnswered, knowledgeBase, responseTimeMs, clientIp];
  return keyedHash('turn', JSON.stringify(body)).subarray(0, HASH_BYTES);
}
