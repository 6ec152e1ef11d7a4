import { expect, test } from 'vitest';
import { parseLogParams } from '#lib/conversations/params.ts';
import { drillHref } from './points.ts';

const now = new Date('2026-11-20T12:00:00Z');
const open = (zone: string | null) => {
  const shown = { zone: zone ?? 'UTC', now, params: { zone, knowledgeBases: ['fees'], sources: [] } };
  const href = drillHref(shown, { from: '2026-11-08T18:00:00Z', to: '2026-11-09T18:00:00Z' });
  return parseLogParams(Object.fromEntries(new URL(href, 'http://here').searchParams), now);
};

test('the log is read in the zone that was chosen for the figures, else in the own one', () => {
  expect(open('Asia/Dhaka')).toMatchObject({ zone: 'Asia/Dhaka', filter: { knowledgeBases: ['fees'] } });
  expect(open(null).zone).toBeNull();
});
