import 'server-only';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { readLines } from '#server/conversations/import/read-lines.ts';
import { LONGEST_LINE } from '#server/conversations/import/read-turn.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';

const PAGE = 5_000;
const problems = z.array(z.object({ line: z.number(), sentence: z.string() }));

/**
 * Writes the rejected lines of an import as JSON lines of `line`, `problem` and `record`, the line as it stood in the file.
 * @param file the imported file
 * @param target where to write, readable by us alone; its folder is there
 * @returns false, and no file, when nothing was rejected
 */
export async function writeTurnRejects(actor: Actor, batch: number, file: string, target: string): Promise<boolean> {
  requirePermission(actor, 'conversations.import');
  const [first] = await findProblems(batch, 0, 1);
  if (first === undefined) return false;
  await pipeline(Readable.from(rejects(batch, file)), createWriteStream(target, { mode: 0o600 }));
  return true;
}

async function* rejects(batch: number, file: string): AsyncGenerator<string> {
  let page = await findProblems(batch, 0, PAGE);
  let place = 0;
  for await (const { number, bytes } of readLines(file, { byte: 0, line: 0 }, LONGEST_LINE)) {
    const problem = page[place];
    if (problem === undefined) return;
    if (problem.line !== number) continue;
    yield `${JSON.stringify({ line: number, problem: problem.sentence, record: bytes?.toString('utf8') ?? null })}\n`;
    place += 1;
    if (place < page.length) continue;
    page = await findProblems(batch, number, PAGE);
    place = 0;
  }
}

async function findProblems(batch: number, after: number, limit: number) {
  const { rows } = await mainPool().query(
    `select row_number as line, string_agg(message, ' ' order by id) as sentence from import_problems
     where batch = $1 and severity = 'error' and row_number > $2 group by row_number order by row_number limit $3`,
    [batch, after, limit],
  );
  return problems.parse(rows);
}
