import { expect, test } from 'vitest';
import { noFigures } from '#lib/monitoring/statements/figures.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { withDatabase } from '#test/database.ts';
import { Habits } from './habits.ts';
import { recordStatements } from './store.ts';

withDatabase();
const actor = systemActor('test');
const id = 'c0ffee0000000000';
const at = Date.parse('2026-11-27T14:00:00Z');
const took = (ms: number, calls = 10) => ({ ...noFigures, calls, ms: ms * calls });

test('a habit of minutes takes three samples and twenty calls, and what is out of the ordinary changes it late', () => {
  const habits = new Habits(actor);
  habits.remember(id, took(2), at, true);
  habits.remember(id, took(2), at, true);
  expect(habits.of(id)).toEqual({ usualMs: null, usualTemp: null, usualFrom: null });
  habits.remember(id, took(3), at, true);
  expect(habits.of(id)).toEqual({ usualMs: 2, usualTemp: 0, usualFrom: 'minutes' });
  for (let sample = 1; sample < 30; sample += 1) habits.remember(id, took(50), at, false);
  expect(habits.of(id).usualMs).toBe(2);
  for (const isOrdinary of [false, true, true]) habits.remember(id, took(50), at, isOrdinary);
  expect(habits.of(id).usualMs).toBe(50);
});

test('a statement that has not run for half an hour is forgotten', () => {
  const habits = new Habits(actor);
  for (let sample = 0; sample < 3; sample += 1) habits.remember(id, took(2), at, true);
  habits.tidy(at + 1_800_000);
  expect(habits.of(id).usualMs).toBe(2);
  habits.tidy(at + 1_800_001);
  expect(habits.of(id).usualMs).toBeNull();
});

test('days that are stored come first, by the median of their hours', async () => {
  const habits = new Habits(actor);
  for (const [place, ms] of [1, 7, 4].entries())
    await recordStatements(actor, new Date(at - (place + 2) * 3_600_000), [{ id, figures: { ...took(ms), temp: 20 } }]);
  for (let sample = 0; sample < 3; sample += 1) habits.remember(id, took(2), at, true);
  expect(habits.of(id).usualFrom).toBe('minutes');
  await habits.lookFor([id], at);
  expect(habits.of(id).usualFrom).toBe('days');
  await habits.look(at);
  expect(habits.of(id)).toEqual({ usualMs: 4, usualTemp: 2, usualFrom: 'days' });
});
