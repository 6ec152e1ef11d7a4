import type { Row } from '#server/conversations/ingest/write.ts';

/** A turn as a flush takes it, of a session of that name; its text stands in for any. */
export function rowOf(name: string): Row {
  const turn = {
    ...{
      eventId: null,
      sessionId: name,
      userMessage: 'q',
      assistantResponse: 'a',
      isAnswered: null,
      knowledgeBase: null,
    },
    ...{ responseTimeMs: null, clientIp: null, createdAt: null, mended: false },
  };
  return { turn, source: 'test', keyId: 'test', bodyHash: Buffer.alloc(16) };
}
