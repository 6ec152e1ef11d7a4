import { expect, test } from 'vitest';
import { WebWatch } from '#server/monitoring/web/watch.ts';

const start = Date.parse('2026-11-27T09:00:00Z');
const at = (seconds: number) => new Date(start + seconds * 1_000);
const pools = { to: 'worker', kind: 'pools', pools: [] };

/** Looks each second from one to another; what was told at the last. */
function look(watch: WebWatch, from: number, to: number) {
  let told = watch.causes(at(from));
  for (let second = from + 1; second <= to; second += 1) told = watch.causes(at(second));
  return told;
}

test('a web that says nothing of its pools for a minute is told of, until it does', () => {
  const watch = new WebWatch(at(0));
  watch.receive(pools, at(10));
  watch.receive({ to: 'worker', kind: 'watched' }, at(30));
  watch.receive('stop', at(31));
  expect(look(watch, 1, 69)).toEqual([]);
  expect(watch.causes(at(70))).toMatchObject([
    {
      key: 'web:gone',
      severity: 'crit',
      sentence: 'The web process has said nothing for 1 min: it ended or hangs.',
      since: at(10).toISOString(),
    },
  ]);
  expect(watch.causes(at(75))[0]?.sentence).toContain('for 1 min: it');
  watch.receive(pools, at(80));
  expect(look(watch, 71, 139)).toEqual([]);
});

test('one that starts has a minute', () => {
  const watch = new WebWatch(at(0));
  expect(look(watch, 1, 59)).toEqual([]);
  expect(watch.causes(at(60))).toHaveLength(1);
});

test('what this process did not hear while it stood still itself is no silence', () => {
  const watch = new WebWatch(at(0));
  expect(look(watch, 1, 30)).toEqual([]);
  expect(look(watch, 630, 659)).toEqual([]);
  expect(watch.causes(at(660))).toHaveLength(1);
});
