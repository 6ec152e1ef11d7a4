import 'server-only';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { BusyStoreError } from '#server/core/erasure/busy.ts';
import type { Matcher } from '#server/core/erasure/matcher.ts';
import type { Taken, Work } from '#server/core/erasure/store.ts';
import { takeOnce } from '#server/core/erasure/take-once.ts';
import { takeImportLock } from '#server/imports/batch-state.ts';
import { filesHolding } from '#server/imports/erasure/files.ts';
import { importTexts } from '#server/imports/erasure/texts.ts';

/**
 * Removes files that hold the subject, rows of reports, and what a batch kept of its file. No import runs meanwhile; one
 * whose file is taken away and was not applied is given up. Of a session only files hold something: reports name none.
 * @throws BusyStoreError while an import is at work
 */
export async function eraseImports(matcher: Matcher, work: Work): Promise<Taken> {
  return takeOnce(work, async (client) => {
    if (!(await takeImportLock(client))) throw new BusyStoreError('An import is at work; the erasure waits for it.');
    const files = await filesHolding(matcher, work);
    await giveUp(client, files);
    for (const file of files) rmSync(file, { force: true });
    const { imports, rows } = await eraseReports(client, matcher);
    const some = imports + rows > 0;
    const tables = some ? ['public.import_batches', 'public.import_changes', 'public.import_problems'] : [];
    return { counts: { imports, 'report rows': rows, files: files.length }, tables };
  });
}

async function eraseReports(client: PoolClient, matcher: Matcher): Promise<{ imports: number; rows: number }> {
  const { pattern } = matcher;
  if (pattern === null) return { imports: 0, rows: 0 };
  const imports = await blankBatches(client, matcher, pattern);
  const changes = await remove(client, 'import_changes c', matcher.holds(importTexts.change, '$1'), pattern);
  const problems = await remove(client, 'import_problems p', matcher.holds(importTexts.problem, '$1'), pattern);
  return { imports, rows: changes + problems };
}

async function giveUp(client: PoolClient, files: readonly string[]): Promise<void> {
  const batches = files.map((file) => /^(\d+)\.csv$/.exec(basename(file))?.[1]).filter((batch) => batch !== undefined);
  const { rows } = await client.query(
    `update import_batches set state = 'discarded', touched_at = now() where id = any($1::int[]) and applied_at is null returning id`,
    [batches],
  );
  const given = z
    .array(z.object({ id: z.int() }))
    .parse(rows)
    .map(({ id }) => id);
  await client.query('delete from import_changes where batch = any($1)', [given]);
  await client.query('delete from import_problems where batch = any($1)', [given]);
}

/** The samples go whole, since one of their cells alone says little; the header keeps its width. */
async function blankBatches(client: PoolClient, matcher: Matcher, pattern: string): Promise<number> {
  const { rowCount } = await client.query(
    `update import_batches b set
       file_name = case when ${matcher.holds('b.file_name', '$1')} then 'erased.csv' else b.file_name end,
       error = case when ${matcher.holds("coalesce(b.error, '')", '$1')} then 'Erased.' else b.error end,
       file_facts = case when b.file_facts ? 'header' then b.file_facts || jsonb_build_object('samples', '[]'::jsonb, 'remarks', '[]'::jsonb, 'header',
         (select coalesce(jsonb_agg(case when ${matcher.holds("h.value #>> '{}'", '$1')} then '""'::jsonb else h.value end order by h.place), '[]')
          from jsonb_array_elements(b.file_facts->'header') with ordinality as h (value, place))) else '{}' end
     where ${matcher.holds(importTexts.batch, '$1')}`,
    [pattern],
  );
  return rowCount ?? 0;
}

async function remove(client: PoolClient, table: string, condition: string, pattern: string): Promise<number> {
  const { rowCount } = await client.query(`delete from ${table} where ${condition}`, [pattern]);
  return rowCount ?? 0;
}
