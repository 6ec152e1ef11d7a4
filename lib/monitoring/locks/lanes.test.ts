import { expect, test } from 'vitest';
import { cordsOf } from '#lib/monitoring/locks/lanes.ts';
import { treeOf } from '#lib/monitoring/locks/tree.ts';
import { experiment } from '#test/lock-samples.ts';

test('each blocker has a lane from its row to the last that waits for it', () => {
  const [a, c, b, d, e, f] = cordsOf(treeOf(experiment.locks));
  expect(a).toEqual({ dot: 0, starts: true, lanes: [] });
  expect(c).toEqual({ dot: 1, starts: true, lanes: [{ lane: 0, from: 1, plugs: false, ends: false }] });
  // B hangs on A, whose lane ends there.
  expect(b).toMatchObject({
    dot: 2,
    starts: true,
    lanes: [
      { from: 1, plugs: true, ends: true },
      { from: 3, plugs: false },
    ],
  });
  expect(d).toMatchObject({
    dot: 3,
    starts: true,
    lanes: [
      { from: 3, plugs: true, ends: true },
      { from: 2, plugs: true, ends: true },
    ],
  });
  expect(e).toEqual({ dot: 4, starts: false, lanes: [{ lane: 3, from: 4, plugs: true, ends: false }] });
  expect(f).toEqual({ dot: 4, starts: false, lanes: [{ lane: 3, from: 4, plugs: true, ends: true }] });
});

test('no two cords ever share a lane in one row', () => {
  for (const { lanes, dot, starts } of cordsOf(treeOf(experiment.locks))) {
    const used = [...lanes.map(({ lane }) => lane), ...(starts ? [dot] : [])];
    expect(new Set(used).size).toBe(used.length);
  }
});
