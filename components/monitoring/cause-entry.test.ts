import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { CauseEntry } from '#components/monitoring/cause-entry.tsx';
import { causesOfWorker } from '#lib/monitoring/worker/causes.ts';

test('instants in what was seen are told in the viewer’s zone, with the day where that is another', () => {
  const now = new Date('2026-11-29T20:00:00.000Z');
  const heardAt = Date.parse('2026-11-29T17:30:00.000Z');
  const [seen] = causesOfWorker({ heardAt, ends: [{ at: now.getTime() - 90_000, how: 'by SIGKILL' }] }, now);
  if (seen === undefined) throw new Error('nothing is told');
  const cause = { ...seen, since: now.toISOString(), toldAt: now.toISOString(), symptoms: [] };
  const entry = createElement(CauseEntry, { cause, zone: 'Asia/Kathmandu', now: now.toISOString(), lead: true });
  const words = renderToStaticMarkup(entry)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
  expect(words).toContain('Last heard of at 29 Nov 2026, 23:15 .');
  expect(words).toContain('It ended at 01:43 (by SIGKILL).');
  expect(words).not.toMatch(/T\d\d:\d\d:/);
});
