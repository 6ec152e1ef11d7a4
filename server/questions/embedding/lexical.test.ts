import { expect, test } from 'vitest';
import { cosine } from '#lib/questions/grouping/vectors.ts';
import { lexicalOf } from './lexical.ts';

const { embed, dims } = lexicalOf([]);

async function likeness(a: string, b: string, corpus?: readonly string[]): Promise<number> {
  const [first, second] = await (corpus === undefined ? embed : lexicalOf(corpus).embed)([a, b]);
  return cosine(first ?? new Float32Array(0), second ?? new Float32Array(0));
}

test('vectors have the stated length, and unit length', async () => {
  const [vector] = await embed(['Where is my card?']);
  expect(vector).toHaveLength(dims);
  expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 5);
});

test('a typing mistake stays near, another question does not', async () => {
  expect(await likeness('where is my card', 'WHERE is my crad?')).toBeGreaterThan(0.6);
  expect(await likeness('where is my card', 'how much is the fee abroad')).toBeLessThan(0.3);
});

test.each([
  ['আমার কার্ড কোথায়', 'আমার কার্ডটি কোথায়', 'ঋণের সুদ কত'],
  ['где моя карта', 'где же моя карта', 'какой процент по кредиту'],
  ['我的信用卡在哪里', '我的信用卡在哪里呢', '贷款利率是多少'],
])('%s is nearer to %s than to %s', async (text, near, far) => {
  expect(await likeness(text, near)).toBeGreaterThan((await likeness(text, far)) + 0.3);
});

test('words that everybody uses count for less', async () => {
  const common = ['please tell me the fee', 'please tell me the rate', 'please tell me the limit'];
  const pair = ['please tell me the branch', 'please tell me the address'] as const;
  expect(await likeness(...pair, common)).toBeLessThan(await likeness(...pair));
});

test('a text without letters or digits is all zero', async () => {
  const [vector] = await embed(['?!']);
  expect(vector?.every((value) => value === 0)).toBe(true);
});
