import { expect, it } from 'vitest';
import { parseTurnFilter, turnFilterParams } from '#lib/measures/turn-filter.ts';

it.each([
  ['2026-11-18T04:30Z', '2026-11-18T04:30:00Z'],
  ['2026-11-18T04:30:00.000Z', '2026-11-18T04:30:00Z'],
  ['2026-11-18T04:30:00.123450Z', '2026-11-18T04:30:00.12345Z'],
  ['2026-11-18T24:00:00Z', '2026-11-19T00:00:00Z'],
])('reads %s as one spelling of its instant', (text, read) => {
  expect(parseTurnFilter({ from: text, to: text })).toMatchObject({ from: read, to: read });
});

it.each([
  '2026-02-30T00:00Z',
  '2026-11-31T00:00:00Z',
  '2026-11-18T25:00:00Z',
  '2026-11-18T04:30:60Z',
  '0000-01-01T00:00:00Z',
  '2026-11-18',
  '2026-11-18T04:30:00',
])('takes %s for no instant', (text) => {
  expect(parseTurnFilter({ from: text, to: text })).toMatchObject({ from: null, to: null });
});

it('keeps the first fifty values of a list that is too long, each once, and never drops the list', () => {
  const names = Array.from({ length: 60 }, (_, n) => `base ${n}`);
  const { knowledgeBases, sources } = parseTurnFilter({ kb: ['base 0', ...names], source: names });
  expect(knowledgeBases).toEqual(names.slice(0, 50));
  expect(sources).toEqual(names.slice(0, 50));
});

it.each(['kb', 'source', 'session', 'client'])(
  'counts characters, not halves of them, in %s and cuts what is longer',
  (name) => {
    const longest = '📚'.repeat(255);
    for (const text of [longest, `${longest}!`]) {
      const filter = parseTurnFilter({ [name]: text });
      expect(turnFilterParams(filter).getAll(name)).toEqual([longest]);
    }
  },
);

it('never cuts what stands for a session', () => {
  const handle = `~${'aB3_-'.repeat(200)}`;
  expect(turnFilterParams(parseTurnFilter({ session: handle })).get('session')).toBe(handle);
  expect(parseTurnFilter({ session: `~${'a b'.repeat(200)}` }).session).toHaveLength(255);
});
