import { z } from 'zod';
import { readInstant } from '#lib/conversations/instant.ts';
import { isWithin, LARGEST_INTEGER, LONGEST_NAME, readEventId } from '#lib/conversations/posted-turn.ts';
import { turnStates } from '#lib/measures/turn-filter.ts';

const count = z.int().min(0);
/** Programs that ask for all give a large number, and were never refused for it. */
const MOST_ROWS = 10_000;
const limit = (usual: number) =>
  z.coerce
    .number()
    .int()
    .min(1)
    .default(usual)
    .transform((rows) => Math.min(rows, MOST_ROWS))
    .meta({ description: `At most ${MOST_ROWS} are answered.` });
const rate = z.number().min(0).max(100).nullable().describe('Percent, one decimal');
const milliseconds = z.number().min(0).nullable();

const name = z
  .string()
  .refine((text) => isWithin(text, LONGEST_NAME))
  .meta({ maxLength: LONGEST_NAME });

/** What /api/conversations and /api/analytics take, and answer. The server reads a turn with lib/conversations/posted-turn.ts. */
export const postedTurnSchema = z.object({
  event_id: z
    .string()
    .refine((text) => readEventId(text) !== null)
    .meta({ format: 'uuid', description: 'Made by the sender and kept through every retry: a turn is stored once.' })
    .nullish(),
  session_id: name.refine((text) => text.trim() !== '').meta({ minLength: 1, maxLength: LONGEST_NAME }),
  user_message: z.string(),
  assistant_response: z.string(),
  is_answered: z.union([z.boolean(), z.literal(0), z.literal(1)]).nullish(),
  knowledge_base: name.nullish(),
  response_time_ms: z.int().min(0).max(LARGEST_INTEGER).nullish(),
  client_ip: name.nullish(),
  created_at: z
    .string()
    .refine((text) => readInstant(text) !== null)
    .meta({ format: 'date-time', description: 'UTC when it names no zone; the time of storing when left out.' })
    .nullish(),
});
export const turnsBodySchema = z.union([postedTurnSchema, z.array(postedTurnSchema).min(1).max(500)]);
export const turnsAnswerSchema = z.object({
  accepted: count.describe('Stored by this call'),
  duplicates: count.describe('Stored by an earlier one'),
  results: z
    .array(
      z.object({
        event_id: z.string().nullable().describe('As it was sent; null when none came'),
        status: z.enum(['stored', 'duplicate', 'invalid']),
        error: z.string().optional(),
      }),
    )
    .describe('One for each turn, in the order sent'),
});

export const performanceQuerySchema = z.object({
  days: z.coerce.number().int().min(1).max(3650).default(30),
  tz: z.string().default('UTC'),
});
const percentiles = {
  p50_response_time_ms: milliseconds,
  p95_response_time_ms: milliseconds,
  p99_response_time_ms: milliseconds,
};
const answered = { total_conversations: count, answered_count: count, unanswered_count: count };
export const performanceAnswerSchema = z.object({
  period_days: count,
  overall: z.object({
    total_conversations: count,
    total_answered: count,
    total_unanswered: count,
    overall_answer_rate: rate,
    avg_response_time_ms: milliseconds,
    ...percentiles,
  }),
  daily_metrics: z.array(
    z.object({
      date: z.iso.date(),
      ...answered,
      avg_response_time_ms: milliseconds,
      answer_rate: rate,
      ...percentiles,
    }),
  ),
});

export const mostAskedQuerySchema = z.object({ limit: limit(20), group: z.enum(['text', 'meaning']).default('text') });
const question = { question: z.string(), normalized: z.string(), total_asked: count, unanswered_count: count };
export const mostAskedAnswerSchema = z.object({
  questions: z.array(z.object({ ...question, answered_count: count, answer_rate: rate, last_asked: z.iso.datetime() })),
});
export const unansweredQuerySchema = z.object({ limit: limit(50) });
export const unansweredAnswerSchema = z.object({
  questions: z.array(z.object({ ...question, last_asked: z.iso.datetime() })),
});

export const historyQuerySchema = z.object({ session_id: z.string().optional(), limit: limit(100) });
export const historyAnswerSchema = z.object({
  conversations: z.array(
    z.object({
      id: z.int(),
      session_id: z.string(),
      user_message: z.string(),
      assistant_response: z.string(),
      is_answered: z.boolean().nullable().describe('Null for partial and unknown'),
      state: z.enum(turnStates),
      knowledge_base: z.string().nullable(),
      response_time_ms: milliseconds,
      client_ip: z.string().nullable(),
      created_at: z.iso.datetime(),
    }),
  ),
});

const component = z.object({ status: z.string() });
export const healthAnswerSchema = z.object({
  status: z.string(),
  service: z.string(),
  components: z.object({ postgresql: component, redis: component, lightrag: component }),
});
export const aliveAnswerSchema = z.object({ status: z.literal('alive') });
export const readyAnswerSchema = z.object({ status: z.literal('ready') });
export const errorAnswerSchema = z.object({ detail: z.string().describe('One sentence'), code: z.string() });
