import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { repositoryRoot } from '#server/core/paths.ts';

export type Labelled = { text: string; category: string };

/** BANKING77's test part, on which nothing was tuned. */
export const committedQuestions = join(repositoryRoot, 'test/fixtures/questions/banking77-test.csv');

const records = z.array(z.object({ text: z.string().trim().min(1), category: z.string().trim().min(1) }));

/** The distinct questions of a CSV file with the columns text and category; the first category of a text holds. */
export function readLabelled(file: string): Labelled[] {
  const rows = records.parse(parse(readFileSync(file, 'utf8'), { columns: true, bom: true, skip_empty_lines: true }));
  const seen = new Map<string, Labelled>();
  for (const row of rows) if (!seen.has(row.text)) seen.set(row.text, row);
  return [...seen.values()];
}
