import 'server-only';
import { z } from 'zod';
import type { Matcher } from '#server/core/erasure/matcher.ts';
import { withConnection } from '#server/core/erasure/session.ts';
import type { ErasureStore, Held } from '#server/core/erasure/store.ts';
import { eraseEntries } from '#server/phonebook/erasure/erase.ts';
import { entryTables } from '#server/phonebook/erasure/tables.ts';
import { entryText, isRemoved, removedText, revisionText } from '#server/phonebook/erasure/texts.ts';

const foundRow = z.tuple([z.object({ count: z.coerce.number(), examples: z.array(z.string()).nullable() })]);

/** Entries with everything that was made of them: history, search, favourites, reports. */
export const phonebookStore: ErasureStore = {
  name: 'phonebook',
  tables: entryTables,
  find: findEntries,
  erase: eraseEntries,
};

function findEntries(matcher: Matcher): Promise<Held> {
  return withConnection(async (client) => {
    const { pattern } = matcher;
    if (pattern === null) return { counts: {}, examples: [] };
    const read = async (table: string, text: string) => {
      const { rows } = await client.query(
        `select count(*) as count, (array_agg(${matcher.excerpt(text, '$1')}))[1:3] as examples from ${table} where ${matcher.holds(text, '$1')}`,
        [pattern],
      );
      return foundRow.parse(rows)[0];
    };
    const entries = await read('employees e', entryText('e'));
    const removed = await read(
      `(select string_agg(${removedText('r')}, E'\\n') as text from employee_revisions r where ${isRemoved('r')} and ${matcher.holds(removedText('r'), '$1')} group by r.employee) g`,
      'g.text',
    );
    const revisions = await read('employee_revisions r', revisionText('r'));
    const reports = await read('entry_reports p', 'p.message');
    const counts = {
      entries: entries.count,
      'removed entries': removed.count,
      'changes in their history': revisions.count,
      reports: reports.count,
    };
    return { counts, examples: [...(entries.examples ?? []), ...(removed.examples ?? [])] };
  });
}
