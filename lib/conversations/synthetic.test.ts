import { describe, expect, test } from 'vitest';
import { type SyntheticTurn, syntheticCounts, syntheticDay } from './synthetic.ts';

const MONDAY = 20_507;
const day: SyntheticTurn[] = [...syntheticDay(MONDAY, 0, 20_000)];
const share = (of: (turn: SyntheticTurn) => boolean) => day.filter(of).length / day.length;

describe('the invented turns', () => {
  test('are the same each time, and more of them never change the first ones', () => {
    expect([...syntheticDay(MONDAY, 0, 100)]).toEqual(day.slice(0, 100));
    expect([...syntheticDay(MONDAY, 7, 100)]).toEqual(day.slice(7, 100));
    expect([...syntheticDay(MONDAY, 100, 100)]).toEqual([]);
  });

  test('stay within their day and hold nothing that COPY would read as a sign of its own', () => {
    const start = MONDAY * 86_400_000;
    expect(day.every(({ createdAt }) => createdAt >= start && createdAt < start + 86_400_000)).toBe(true);
    const texts = day.flatMap((turn) => [turn.userMessage, turn.assistantResponse, turn.sessionId, turn.source]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(texts.some((text) => text === '' || /[\u0000-\u001f\\]/.test(text))).toBe(false);
  });

  test('are answered as often, as long and as fast as real ones', () => {
    expect(share((turn) => turn.isAnswered === 0)).toBeCloseTo(0.25, 1);
    expect(share((turn) => turn.isAnswered === null)).toBeGreaterThan(0.01);
    const lengths = day.filter((turn) => turn.isAnswered === 1).map((turn) => turn.assistantResponse.length);
    expect(middle(lengths)).toBeGreaterThan(550);
    expect(middle(lengths)).toBeLessThan(700);
    expect(middle(day.map((turn) => turn.responseTimeMs ?? 0))).toBeGreaterThan(1500);
    expect(new Set(day.map((turn) => turn.knowledgeBase)).size).toBe(5);
  });

  test('come in sessions of one to eight, in order', () => {
    const sessions = new Map<string, number[]>();
    for (const { sessionId, createdAt } of day)
      sessions.set(sessionId, [...(sessions.get(sessionId) ?? []), createdAt]);
    const lengths = new Set([...sessions.values()].map((times) => times.length));
    expect([...lengths].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...sessions.values()].every((times) => times.every((at, index) => at >= (times[index - 1] ?? 0)))).toBe(
      true,
    );
  });

  test('ask the same few questions often and many once', () => {
    const counts = new Map<string, number>();
    for (const { userMessage } of day) counts.set(userMessage, (counts.get(userMessage) ?? 0) + 1);
    const sorted = [...counts.values()].sort((a, b) => b - a);
    expect(sorted.slice(0, 20).reduce((sum, count) => sum + count, 0) / day.length).toBeGreaterThan(0.2);
    expect(sorted.filter((count) => count === 1).length).toBeGreaterThan(1000);
  });
});

test('turns spread over days in a weekly rhythm and add up', () => {
  const counts = syntheticCounts(100_000, MONDAY, 28);
  expect(counts).toHaveLength(28);
  expect(counts.at(-1)?.day).toBe(MONDAY - 1);
  expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(100_000);
  const [monday, , , , , , sunday] = counts;
  expect(monday?.count).toBeGreaterThan(2 * (sunday?.count ?? 0));
});

function middle(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
