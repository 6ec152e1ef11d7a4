import { expect, test } from 'vitest';
import { closeUpOf, localText, momentText, parseReplayParams, readLocal, replayHref, stretchOf } from './params.ts';

const at = (text: string) => Date.parse(text);
const NOW = at('2026-11-27T14:05:22Z');

test('an address has the moment to the minute or the second, and reads the same again', () => {
  for (const text of ['2026-11-27T14:05Z', '2026-11-27T14:05:20Z']) {
    expect(momentText(at(text))).toBe(text);
    expect(parseReplayParams({ at: text }, NOW).at).toBe(at(text));
    expect(replayHref({ at: at(text), span: '30d' })).toBe(`/monitoring/replay?at=${text}&span=30d`);
  }
  expect(replayHref({ at: null, span: '72h' })).toBe('/monitoring/replay');
});

test.each(['', 'yesterday', '2026-11-27', '2026-13-40T25:61Z', '2026-11-27T14:05+06:00'])(
  'the moment “%s” is none, and the newest is shown',
  (text) => {
    expect(parseReplayParams({ at: text, span: 'ever' }, NOW)).toEqual({ at: null, span: '72h' });
  },
);

test('what lies ahead is now', () => {
  expect(parseReplayParams({ at: '2027-01-01T00:00Z' }, NOW).at).toBe(NOW);
});

test('a stretch that does not reach back to the moment gives way to one that does', () => {
  const spanOf = (moment: string, span = '') => parseReplayParams({ at: moment, span }, NOW).span;
  expect(spanOf('2026-11-25T14:05Z')).toBe('72h');
  expect(spanOf('2026-11-20T14:05Z')).toBe('30d');
  expect(spanOf('2026-11-20T14:05Z', '72h')).toBe('30d');
  expect(spanOf('2026-11-20T14:05Z', '400d')).toBe('400d');
  expect(spanOf('2026-03-01T14:05Z', '30d')).toBe('400d');
  expect(spanOf('2020-03-01T14:05Z')).toBe('400d');
});

test('the strip has at most 300 whole buckets, the last of which holds now', () => {
  for (const span of ['72h', '30d', '400d'] as const) {
    const { from, to, step } = stretchOf(span, NOW);
    expect((to - from) / (step * 60_000)).toBeLessThanOrEqual(300);
    expect(to - NOW).toBeGreaterThan(0);
    expect(to - NOW).toBeLessThanOrEqual(step * 60_000);
  }
});

test('a moment is seen closer by the minute while its samples are kept, by the hour after that', () => {
  expect(closeUpOf(NOW, NOW)).toEqual({
    from: at('2026-11-27T13:00Z'),
    to: at('2026-11-27T16:00Z'),
    step: 1,
    grain: 1,
  });
  expect(closeUpOf(at('2026-11-20T14:05Z'), NOW)).toMatchObject({ from: at('2026-11-17T00:00Z'), step: 60, grain: 60 });
});

test.each(['Asia/Kathmandu', 'America/St_Johns', 'UTC'])('a field in %s shows a moment and gives it back', (zone) => {
  expect(readLocal(localText(NOW, zone), zone)).toBe(NOW);
});

test('a field without seconds is a whole minute, and what is no time is none', () => {
  expect(localText(NOW, 'Asia/Kathmandu')).toBe('2026-11-27T19:50:22');
  expect(readLocal('2026-11-27T19:50', 'Asia/Kathmandu')).toBe(at('2026-11-27T14:05Z'));
  expect(readLocal('', 'UTC')).toBeNull();
});
