import 'server-only';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { cache } from '#server/core/cache/cache.ts';
import { blockRanges, countBlocks, tidOf, withinBlocks } from '#server/core/erasure/blocks.ts';
import type { Matcher } from '#server/core/erasure/matcher.ts';
import { inOwnTransaction, withConnection } from '#server/core/erasure/session.ts';
import type { Taken, Work } from '#server/core/erasure/store.ts';
import { entryTables } from '#server/phonebook/erasure/tables.ts';
import { entryText, isRemoved, removedText, revisionText } from '#server/phonebook/erasure/texts.ts';

const ids = z.array(z.object({ id: z.int() }));
const placeSchema = z.object({
  entries: z.int(),
  /** Entries that were no more before the erasure, of which the history was left. */
  removed: z.int().default(0),
  changes: z.int(),
  reports: z.int(),
});
type Place = z.infer<typeof placeSchema>;

const MOST_ROUNDS = 100;
const followers = [
  'search.employee_documents',
  'search.employee_numbers',
  'search.stale',
  'contact_favourites',
  'recent_contacts',
  'entry_reports',
  'employee_revisions',
  'import_changes',
];
const touched = [...entryTables, 'public.import_changes'];

/**
 * Removes the entries that hold the subject with all of their history, also where the history is all that is left; takes the
 * field out of the history of entries that held it once; removes reports that name it. Each block range is a transaction, and
 * the table is read until nothing is found.
 */
export async function eraseEntries(matcher: Matcher, work: Work): Promise<Taken> {
  const { pattern } = matcher;
  const place = placeSchema.nullable().parse(work.place) ?? { entries: 0, removed: 0, changes: 0, reports: 0 };
  if (pattern !== null) {
    const erase = { matcher, work, place, pattern };
    for (let round = 0; (await eraseRound(erase)) > 0; round++)
      if (round === MOST_ROUNDS) throw new Error('Entries that hold the subject keep coming.');
    await eraseTraces(erase);
  }
  const { entries, removed, changes, reports } = place;
  const some = entries + removed + changes + reports > 0;
  if (some) await cache().forget(['phonebook', 'phonebook.figures']);
  return { counts: { entries, 'removed entries': removed, changes, reports }, tables: some ? touched : [] };
}

type Erase = { matcher: Matcher; work: Work; place: Place; pattern: string };

async function eraseRound({ matcher, work, place, pattern }: Erase): Promise<number> {
  const blocks = await withConnection((client) => countBlocks(client, 'public.employees'));
  let found = 0;
  for (const [first, end] of blockRanges(0, blocks)) {
    work.signal.throwIfAborted();
    await inOwnTransaction(work.actorTag, async (client) => {
      const { rows } = await client.query(
        `select e.id from employees e where ${withinBlocks('e', '$2', '$3')} and ${matcher.holds(entryText('e'), '$1')} order by e.id for update`,
        [pattern, tidOf(first), tidOf(end)],
      );
      const entries = ids.parse(rows).map(({ id }) => id);
      found += entries.length;
      place.entries += entries.length;
      await removeEntries(client, entries);
      await work.savePlace(client, place);
    });
    work.report(end, blocks);
  }
  return found;
}

/** The history last: removing an entry writes its last values there. */
async function removeEntries(client: PoolClient, entries: number[]): Promise<void> {
  if (entries.length === 0) return;
  await client.query('delete from employees where id = any($1)', [entries]);
  await removeFollowers(client, entries);
}

async function removeFollowers(client: PoolClient, entries: number[]): Promise<void> {
  for (const table of followers) await client.query(`delete from ${table} where employee = any($1)`, [entries]);
}

/** The histories of entries that are no more; what those of others, reports and notes of errors hold of it; and the words that nobody bears any more. */
async function eraseTraces({ matcher, work, place, pattern }: Erase): Promise<void> {
  work.signal.throwIfAborted();
  await inOwnTransaction(work.actorTag, async (client) => {
    const { rows } = await client.query(
      `select distinct r.employee as id from employee_revisions r where ${isRemoved('r')} and ${matcher.holds(removedText('r'), '$1')}`,
      [pattern],
    );
    const removed = ids.parse(rows).map(({ id }) => id);
    await removeFollowers(client, removed);
    place.removed += removed.length;
    const changes = await client.query(
      `update employee_revisions r set changes = coalesce((select jsonb_object_agg(c.key, c.value) from jsonb_each(r.changes) c
         where not exists (select from jsonb_array_elements_text(c.value) v (value) where ${matcher.holds('v.value', '$1')})), '{}')
       where ${matcher.holds(revisionText('r'), '$1')}`,
      [pattern],
    );
    const reports = await client.query(`delete from entry_reports p where ${matcher.holds('p.message', '$1')}`, [
      pattern,
    ]);
    await client.query(`update search.stale s set reason = 'search: erased' where ${matcher.holds('s.reason', '$1')}`, [
      pattern,
    ]);
    place.changes += changes.rowCount ?? 0;
    place.reports += reports.rowCount ?? 0;
    await client.query('select search.sweep_vocabulary()');
    await work.savePlace(client, place);
  });
}
