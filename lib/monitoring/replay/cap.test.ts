import { expect, test } from 'vitest';
import { lettingGoUntil } from './cap.ts';

const hour = (number: number, bytes: number) => ({ at: new Date(Date.UTC(2026, 10, 27, number)), bytes });
const hours = [hour(1, 30), hour(2, 30), hour(3, 30)];

test('what is within the cap stays', () => {
  expect(lettingGoUntil(hours, 10, 100)).toBeNull();
});

test('the oldest hours go until a tenth of the cap is free', () => {
  expect(lettingGoUntil(hours, 20, 100)).toEqual(new Date('2026-11-27T02:00:00Z'));
  expect(lettingGoUntil(hours, 50, 100)).toEqual(new Date('2026-11-27T03:00:00Z'));
});

test('the newest hour stays, however little room there is', () => {
  expect(lettingGoUntil(hours, 500, 100)).toEqual(new Date('2026-11-27T03:00:00Z'));
  expect(lettingGoUntil([hour(1, 30)], 500, 100)).toBeNull();
});

test('what else there is takes no samples from the quarter that is theirs, whatever it takes', () => {
  expect(lettingGoUntil([hour(1, 10), hour(2, 10), hour(3, 5)], 500, 100)).toBeNull();
  expect(lettingGoUntil([hour(1, 10), hour(2, 10), hour(3, 6)], 500, 100)).toEqual(new Date('2026-11-27T03:00:00Z'));
});
