import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { TablesList } from '#components/monitoring/storage/tables-list.tsx';
import type { TableRow } from '#lib/monitoring/storage/sample.ts';

const row = (name: string, more: Partial<TableRow>): TableRow => ({
  ...{ name, parent: null, partitions: 0, bytes: 1_024, toastBytes: 0, indexBytes: 0, rows: 1, dead: 0 },
  ...{ vacuumedAt: null, analyzedAt: null, vacuumDue: false, locked: false, perDay: null, ...more },
});

test('a partitioned table is one line, with its partitions folded away behind their number', () => {
  const tables = {
    rows: [row('public.visits', { partitions: 51, bytes: 51 * 1_024 }), row('public.people', {})],
    partitions: [row('partitions.visits_2026_11', { parent: 'public.visits' })],
    rest: { tables: 3, bytes: 10 },
    totalBytes: 53_258,
    databaseBytes: 60_000,
  };
  const html = renderToStaticMarkup(createElement(TablesList, { tables, sizes: {}, zone: 'UTC', now: new Date() }));
  expect(html).toMatch(/aria-expanded="false"[^>]*>51 partitions</);
  expect(html).toContain('51.0 kB');
  expect(html).not.toContain('visits_2026_11');
  expect(html.match(/<tr/g)).toHaveLength(1 + 2 + 1);
});
