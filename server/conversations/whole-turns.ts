import 'server-only';
import type { Turn } from '#lib/conversations/turn.ts';
import { readTurn } from '#server/conversations/page.ts';
import { isBrief } from '#server/conversations/turn-columns.ts';
import type { Database } from '#server/core/db/prisma.ts';

/**
 * Turns that were read as `briefTurn`, with all of their texts: the brief ones together, each long one by itself, so that no number
 * of those fills the memory. What is gone meanwhile is left out.
 */
export async function* inWhole(db: Database, rows: readonly Turn[]): AsyncGenerator<Turn[]> {
  let brief: Turn[] = [];
  for (const row of rows) {
    if (isBrief(row)) {
      brief.push(row);
      continue;
    }
    if (brief.length > 0) yield brief;
    brief = [];
    const whole = await readTurn(db, row);
    if (whole !== null) yield [whole];
  }
  if (brief.length > 0) yield brief;
}
