import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventIdOf } from './event-id.ts';
import { readLines } from './read-lines.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchboard-lines-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function linesOf(text: string | Buffer, from = { byte: 0, line: 0 }, longest = 100) {
  const file = join(folder, 'lines');
  writeFileSync(file, text);
  const lines: { number: number; text: string | null; end: number }[] = [];
  for await (const { number, bytes, end } of readLines(file, from, longest))
    lines.push({ number, text: bytes === null ? null : bytes.toString(), end });
  return lines;
}

describe('the lines of a file', () => {
  test('are numbered as an editor does, blank ones left out, with or without a last newline', async () => {
    expect(await linesOf('a\n\n \r\nb')).toEqual([
      { number: 1, text: 'a', end: 2 },
      { number: 4, text: 'b', end: 7 },
    ]);
    expect(await linesOf('a\n')).toEqual([{ number: 1, text: 'a', end: 2 }]);
    expect(await linesOf('')).toEqual([]);
  });

  test('that are too long are told, and the next one is read', async () => {
    const lines = await linesOf(`${'x'.repeat(3_000_000)}\nshort\n${'y'.repeat(101)}`);
    expect(lines.map(({ number, text }) => [number, text])).toEqual([
      [1, null],
      [2, 'short'],
      [3, null],
    ]);
  });

  test('read on from any line are those read in one go', async () => {
    const text = fc.array(fc.constantFrom('a', 'é', '', ' ', 'long line'), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, fc.nat(), async (parts, chance) => {
        const all = await linesOf(parts.join('\n'));
        const place = all.length === 0 ? undefined : all[chance % all.length];
        if (place === undefined) return;
        const rest = await linesOf(parts.join('\n'), { byte: place.end, line: place.number });
        expect(rest).toEqual(all.filter(({ number }) => number > place.number));
      }),
      { numRuns: 100 },
    );
  });
});

test('the event id of a line is a UUID of version 5, its own for each file and line', () => {
  const one = eventIdOf('ab', 1);
  expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(eventIdOf('ab', 1)).toBe(one);
  expect(new Set([one, eventIdOf('ab', 2), eventIdOf('cd', 1)]).size).toBe(3);
});
