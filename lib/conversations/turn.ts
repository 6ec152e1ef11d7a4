import { z } from 'zod';
import { turnStates } from '#lib/measures/turn-filter.ts';
import { readUtc } from './instant.ts';

const identifier = z.string().regex(/^\d{1,19}$/);
const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/);

/** A turn as lists, threads and exports show it. `at` is UTC down to microseconds; texts are data, never markup. */
export const turnSchema = z.object({
  id: identifier,
  at: instant,
  sessionId: z.string(),
  question: z.string(),
  answer: z.string(),
  state: z.enum(turnStates),
  knowledgeBase: z.string().nullable(),
  source: z.string(),
  responseMs: z.int().nullable(),
  clientIp: z.string().nullable(),
});
export type Turn = z.infer<typeof turnSchema>;

/** The source of turns that were read from a file. Of others it is the name of their key. */
export const IMPORT_SOURCE = 'import';

/** A place in the log, newest first: the turn it stands at. */
export const cursorSchema = z.object({
  at: instant.refine((text) => readUtc(text) !== null),
  id: identifier.refine((text) => BigInt(text) <= 9_223_372_036_854_775_807n),
});
export type Cursor = z.infer<typeof cursorSchema>;

/** `2026-11-18T04:30:00.123456Z~4711`, as an address carries it. */
export function writeCursor({ at, id }: Cursor): string {
  return `${at}~${id}`;
}

/** The place behind an address, or null when it is none. */
export function readCursor(text: string | null): Cursor | null {
  const [at, id, ...more] = (text ?? '').split('~');
  const read = cursorSchema.safeParse({ at, id });
  return read.success && more.length === 0 ? read.data : null;
}
