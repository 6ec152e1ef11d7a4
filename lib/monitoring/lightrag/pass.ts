import { z } from 'zod';

/** One knowledge base's cached answers. Bytes, seconds; a time is null where Redis keeps none or no entry has one. */
export const baseSchema = z.object({
  name: z.string(),
  entries: z.number(),
  bytes: z.number(),
  /** How long entries were not used: Redis knows no age, but this. Past 1,000 entries the median is that of an even draw. */
  unusedMedian: z.number().nullable(),
  unusedLongest: z.number().nullable(),
  /** When the first of those that end does so. */
  endsFirst: z.number().nullable(),
  /** Entries that never end. */
  endless: z.number(),
});
export type AnswerBase = z.infer<typeof baseSchema>;

export const countedSchema = z.object({
  bases: z.array(baseSchema),
  /** Entries of knowledge bases beyond those listed, and of such whose name cannot be shown. */
  others: z.number(),
  /** False where there were too many to tell one that is met twice from a new one. */
  isExact: z.boolean().default(true),
});
export const clearedSchema = z.object({ removed: z.number(), left: z.number() });

const instant = z.string();
/** A walk through the cached answers; instants are ISO 8601 in UTC. */
export const passSchema = z.object({
  id: z.string(),
  kind: z.enum(['count', 'clear']),
  base: z.string().nullable(),
  askedAt: instant,
  endedAt: instant.nullable(),
  /** Keys of the server walked past, and how many it holds. */
  seen: z.coerce.number(),
  total: z.coerce.number(),
  failure: z.string().nullable(),
  result: z.unknown(),
});
export type AnswerPass = z.infer<typeof passSchema>;

/** What is known of the cached answers: the walk under way, the last count, the last clearing. */
export type AnswerCache = {
  running: AnswerPass | null;
  /** The last walk that failed, when none succeeded since. */
  failure: string | null;
  counted: ({ at: string } & z.infer<typeof countedSchema>) | null;
  cleared: ({ at: string; base: string } & z.infer<typeof clearedSchema>) | null;
};

/** An answer as it is shown: personal data masked. */
export type CachedAnswer = {
  base: string;
  text: string;
  /** Whether more was stored than is shown. */
  cut: boolean;
  bytes: number;
  unusedSeconds: number | null;
  /** Null when it never ends. */
  endsInSeconds: number | null;
};

/** What was found for a question, and where it was looked for. */
export type FoundAnswers = {
  answers: CachedAnswer[];
  /** Knowledge bases that were looked at. */
  bases: number;
  /** When they were counted; null where they are known from the samples of Redis alone. */
  countedAt: string | null;
  /** Entries of knowledge bases that were not looked at, as of the count. */
  others: number;
};
