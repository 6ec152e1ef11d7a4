import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A turn of the log as the chatbot posted it, with what it was really about and whether it really failed. */
export type LogTurn = { posted: z.infer<typeof postedSchema>; intent: string; failed: boolean };

const postedSchema = z.looseObject({
  session_id: z.string(),
  user_message: z.string(),
  assistant_response: z.string(),
  is_answered: z.int(),
  created_at: z.string(),
});
const truthSchema = z.object({ failing_intents: z.array(z.string()) });

export type Files = { log: string; truth: string; intents: string };

/** The files a replay reads; the intent behind each line stands in `log-intents.txt` beside the log unless named. */
export function filesOf({ log, truth, intents }: { log?: string; truth?: string; intents?: string }): Files | null {
  if (log === undefined || truth === undefined) return null;
  return { log, truth, intents: intents ?? join(log, '..', 'log-intents.txt') };
}

/** The turns in the order of their times, and the intents that mostly fail. */
export function readLog({ log, truth, intents }: Files): { turns: LogTurn[]; failing: string[] } {
  const names = linesOf(intents);
  const turns = linesOf(log).map((line, place): LogTurn => {
    const posted = postedSchema.parse(JSON.parse(line));
    return { posted, intent: names[place] ?? '', failed: posted.is_answered === 0 };
  });
  turns.sort((a, b) => a.posted.created_at.localeCompare(b.posted.created_at));
  return { turns, failing: truthSchema.parse(JSON.parse(readFileSync(truth, 'utf8'))).failing_intents };
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}
