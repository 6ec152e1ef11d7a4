import { expect, test } from 'vitest';
import type { TurnResult } from './answer.ts';
import type { Posted } from './post-turns.ts';
import { judge } from './verdict.ts';

const stored: TurnResult = { event_id: null, status: 'stored' };

function answered(status: number, more: object = {}): Posted {
  const nothing = { accepted: 0, duplicates: 0, results: null, detail: null, code: null, retryAfterMs: null };
  return { kind: 'answered', status, ...nothing, requestId: null, firstByteMs: 1, totalMs: 1, ...more };
}

test.each([
  [201, 'settled', { results: [stored, stored] }],
  [422, 'settled', { results: [stored, stored] }],
  [201, 'retry', { results: [stored] }],
  [200, 'retry', {}],
  [413, 'halve', {}],
  [422, 'halve', { detail: 'The array holds no turn.', code: 'invalid' }],
  [400, 'halve', { detail: 'The body is not JSON.', code: 'invalid' }],
  [408, 'retry', {}],
  [429, 'retry', {}],
  [500, 'retry', {}],
  [502, 'retry', {}],
  [503, 'retry', {}],
  [401, 'refused', {}],
  [403, 'refused', {}],
  [404, 'refused', {}],
  [301, 'refused', {}],
  [501, 'refused', {}],
])('%i with two turns: %s', (status, kind, more) => {
  expect(judge(answered(status, more), 2).kind).toBe(kind);
});

test.each([
  [413, null],
  [413, 'too_large'],
  [400, 'invalid'],
  [422, 'invalid'],
])('a turn that alone meets %i (%s) is invalid, with the sentence of the server', (status, code) => {
  const results = [{ event_id: null, status: 'invalid', error: 'Too long.' }];
  expect(judge(answered(status, { detail: 'Too long.', code }), 1)).toEqual({ kind: 'settled', results });
});

test.each([400, 422])('%i from somebody else than Switchboard says nothing of a turn', (status) => {
  for (const count of [1, 2]) {
    for (const body of [{}, { detail: 'Bad Request' }, { code: 'invalid' }, { detail: 'No key.', code: 'bad_key' }])
      expect(judge(answered(status, body), count)).toMatchObject({ kind: 'refused' });
  }
});

test('the wait that the server names is kept', () => {
  expect(judge(answered(503, { retryAfterMs: 7000 }), 1)).toMatchObject({ kind: 'retry', afterMs: 7000 });
});

test.each(['unsent', 'unknown'] as const)('without an answer (%s) the same turns go again', (kind) => {
  expect(judge({ kind, error: 'socket hang up', totalMs: 1 }, 3)).toMatchObject({ kind: 'retry', afterMs: null });
});
