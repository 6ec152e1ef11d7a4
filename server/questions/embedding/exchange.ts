import { z } from 'zod';

// What worker and embedder say to each other, over the channel of the process and nothing else.

/** Texts to embed, at most 16 at a time. */
export const requestSchema = z.object({ id: z.int(), texts: z.array(z.string()) });
export type EmbeddingRequest = z.infer<typeof requestSchema>;

/** `vectors` holds one row of `dims` numbers a text, in the order of the texts. `unavailable` is the last word before the process ends. */
export const replySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), model: z.string(), dims: z.int() }),
  z.object({ kind: z.literal('vectors'), id: z.int(), vectors: z.instanceof(Float32Array) }),
  z.object({ kind: z.literal('unavailable'), message: z.string() }),
]);
export type EmbeddingReply = z.infer<typeof replySchema>;

/** Texts a request: what a model takes in about half a second, so that no newcomer waits long behind it. */
export const AT_ONCE = 16;
