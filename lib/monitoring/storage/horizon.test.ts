import { expect, test } from 'vitest';
import { horizonOf } from './horizon.ts';

test.each([
  [null, { age: 0, holder: null }],
  [
    { age: 0, who: 'the session 1 of web', seconds: 900 },
    { age: 0, holder: null },
  ],
  [
    { age: 40, who: 'the session 1 of web', seconds: 59 },
    { age: 40, holder: null },
  ],
  [
    { age: 40, who: 'the session 1 of web', seconds: 7_200 },
    { age: 40, holder: 'the session 1 of web, for 2 h' },
  ],
  [
    { age: 9_999, who: 'the replication slot standby', seconds: null },
    { age: 9_999, holder: null },
  ],
  [
    { age: 10_000, who: 'the replication slot standby', seconds: null },
    { age: 10_000, holder: 'the replication slot standby' },
  ],
])('of %o', (oldest, horizon) => {
  expect(horizonOf(oldest)).toEqual(horizon);
});
