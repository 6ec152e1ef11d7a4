import 'server-only';
import { z } from 'zod';
import type { Matcher } from '#server/core/erasure/matcher.ts';
import { withConnection } from '#server/core/erasure/session.ts';
import type { ErasureStore, Held, Work } from '#server/core/erasure/store.ts';
import { eraseImports } from '#server/imports/erasure/erase.ts';
import { filesHolding } from '#server/imports/erasure/files.ts';
import { importTexts } from '#server/imports/erasure/texts.ts';

const countRow = z.tuple([z.object({ count: z.coerce.number() })]);

/** What imports kept: their reports, the first rows of a file, uploads that wait and files of rejected rows. */
export const importStore: ErasureStore = {
  name: 'imports',
  tables: ['public.import_batches', 'public.import_changes', 'public.import_problems'],
  find: findImports,
  erase: eraseImports,
};

async function findImports(matcher: Matcher, work: Work): Promise<Held> {
  const counts = await countReports(matcher);
  const files = await filesHolding(matcher, work);
  return { counts: { ...counts, files: files.length }, examples: [] };
}

async function countReports(matcher: Matcher): Promise<Record<string, number>> {
  const { pattern } = matcher;
  if (pattern === null) return {};
  return withConnection(async (client) => {
    const count = async (table: string, text: string) => {
      const { rows } = await client.query(`select count(*) as count from ${table} where ${matcher.holds(text, '$1')}`, [
        pattern,
      ]);
      return countRow.parse(rows)[0].count;
    };
    return {
      imports: await count('import_batches b', importTexts.batch),
      'rows of their reports':
        (await count('import_changes c', importTexts.change)) + (await count('import_problems p', importTexts.problem)),
    };
  });
}
