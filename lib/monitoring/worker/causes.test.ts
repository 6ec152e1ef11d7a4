import { expect, test } from 'vitest';
import { causesOfWorker } from './causes.ts';

const start = Date.parse('2026-11-27T09:00:00Z');
const at = (seconds: number) => new Date(start + seconds * 1_000);
const end = (seconds: number) => ({ at: at(seconds).getTime(), how: 'SIGKILL' });

test('a worker that says nothing for a minute is told of, since its last word', () => {
  const signs = { heardAt: start, ends: [] };
  expect(causesOfWorker(signs, at(59))).toEqual([]);
  expect(causesOfWorker(signs, at(60))).toMatchObject([
    {
      key: 'worker:gone',
      severity: 'crit',
      since: at(0).toISOString(),
      sentence: 'The worker has said nothing for 1 min: it ended or hangs.',
    },
  ]);
});

test('one that ended is not told of, one that ended three times within ten minutes is, until that is long ago', () => {
  const heardAt = at(650).getTime();
  const [told] = causesOfWorker({ heardAt, ends: [end(10), end(20), end(600)] }, at(605));
  expect(told).toMatchObject({
    key: 'worker:restarts',
    evidence: expect.arrayContaining([expect.stringContaining('SIGKILL')]),
  });
  expect(causesOfWorker({ heardAt, ends: [end(10), end(600)] }, at(605))).toEqual([]);
  expect(causesOfWorker({ heardAt, ends: [end(10), end(20), end(600)] }, at(615))).toEqual([]);
});

test('one that is gone is told of once, with how it ended', () => {
  const causes = causesOfWorker({ heardAt: start, ends: [end(10), end(20), end(30)] }, at(90));
  expect(causes.map(({ key }) => key)).toEqual(['worker:gone']);
  expect(causes[0]?.evidence).toHaveLength(4);
});
