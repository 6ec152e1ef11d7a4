import { expect, test } from 'vitest';
import { postedTurnSchema } from '#lib/api/turns.ts';
import { SyntheticTurns } from './synthetic-turns.ts';

const some = (seed: number, count = 20_000) => {
  const source = new SyntheticTurns(seed);
  return Array.from({ length: count }, (_, n) => source.next(1_790_000_000_000 + n));
};
const turns = some(1);
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const counts = (values: readonly unknown[]) => {
  const found = new Map<unknown, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return [...found.values()].sort((a, b) => b - a);
};

test('the same seed gives the same turns, another seed others', () => {
  expect(some(7, 500)).toEqual(some(7, 500));
  expect(some(8, 1)[0]?.event_id).not.toBe(some(7, 1)[0]?.event_id);
});

test('every turn is one that the server takes, and every id is its own', () => {
  for (const turn of turns.slice(0, 500)) expect(postedTurnSchema.safeParse(turn).error).toBeUndefined();
  expect(new Set(turns.map((turn) => turn.event_id)).size).toBe(turns.length);
});

test('answers and times are as long as said', () => {
  expect(median(turns.map((turn) => turn.assistant_response.length))).toBeCloseTo(600, -2);
  expect(median(turns.map((turn) => turn.response_time_ms ?? 0)) / 1300).toBeCloseTo(1, 1);
});

test('sessions have one to eight turns, about 2.3 of them, in five knowledge bases', () => {
  const sessions = counts(turns.map((turn) => turn.session_id));
  expect(sessions[0]).toBeLessThanOrEqual(8);
  expect(turns.length / sessions.length / 2.3).toBeCloseTo(1, 1);
  expect(counts(turns.map((turn) => turn.knowledge_base))).toHaveLength(5);
});

test('few questions are asked often and many seldom', () => {
  const asked = counts(turns.map((turn) => turn.user_message));
  expect((asked[0] ?? 0) / (asked[9] ?? 1)).toBeGreaterThan(7);
  expect(asked.length).toBeGreaterThan(1200);
});
