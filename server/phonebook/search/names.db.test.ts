import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { prisma } from '#server/core/db/prisma.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

const pairs = z.array(z.tuple([z.string(), z.string()]));
const cases = z
  .object({ normalise: pairs, name_key: pairs, alike: pairs, apart: pairs })
  .parse(JSON.parse(readFileSync('test/fixtures/phonebook/name-cases.json', 'utf8')));

describe('normalise', () => {
  test.each(cases.normalise)('%j', async (text, expected) => {
    expect(await prisma().$queryRaw`select search.normalise(${text}) as said`).toEqual([{ said: expected }]);
  });

  test('what is normal stays as it is', async () => {
    for (const [, normal] of cases.normalise)
      expect(await prisma().$queryRaw`select search.normalise(${normal}) as said`).toEqual([{ said: normal }]);
  });
});

test.each(cases.name_key)('the very name of %j', async (text, expected) => {
  expect(await prisma().$queryRaw`select search.name_key(search.normalise(${text})) as name`).toEqual([
    { name: expected },
  ]);
});

async function soundAlike(a: string, b: string) {
  return prisma()
    .$queryRaw`select search.sounds(search.normalise(${a})) && search.sounds(search.normalise(${b})) as alike`;
}

test.each(cases.alike)('%s sounds like %s', async (a, b) => {
  expect(await soundAlike(a, b)).toEqual([{ alike: true }]);
});

test.each(cases.apart)('%s does not sound like %s', async (a, b) => {
  expect(await soundAlike(a, b)).toEqual([{ alike: false }]);
});

test('words one slip apart share a neighbour, whatever the slip and the alphabet', async () => {
  for (const [a, b] of [
    ['smith', 'smiht'],
    ['smith', 'smth'],
    ['smith', 'smiith'],
    ['smith', 'smitj'],
    ['smith', 'msith'],
    ['wu', 'wa'],
    ['করিম', 'কিরম'],
  ])
    expect(await prisma().$queryRaw`select search.neighbours(${a}) && search.neighbours(${b}) as near`).toEqual([
      { near: true },
    ]);
});
