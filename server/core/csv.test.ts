import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLines } from '#server/core/csv.ts';

const cell = fc.string({
  unit: fc.constantFrom("'", '"', '=', '-', '＝', 'a', '1', ' ', ',', ';', '\t', '\r', '\n'),
  maxLength: 12,
});
const rows = fc.array(fc.tuple(cell, cell, fc.integer(), cell), { minLength: 1, maxLength: 4 });
/** The item of a list computes nothing. */
const formula = /^(?![+-] )[=+\-@＝＋－＠]/u;

test('in no cell a formula begins, nor where a spreadsheet splits the lines at semicolons or tabs', () => {
  fc.assert(
    fc.property(rows, (written) => {
      const lines = csvLines(written);
      const cells: string[][] = parse(lines);
      expect(cells.flatMap(([first, second, , last]) => [first, second, last])).not.toContainEqual(
        expect.stringMatching(formula),
      );
      // To whom `;` parts cells, a quote in the middle of one holds nothing together.
      const parts = lines.split(/[;\t\r\n]/).map((part) => part.replace(/^"+/, ''));
      expect(parts).not.toContainEqual(expect.stringMatching(formula));
    }),
  );
});

test('numbers stay numbers, and a cell with a line break of any kind stays one cell', () => {
  expect(csvLines([['a\rb', -0.5, null, '-5']])).toBe(`"a\rb",-0.5,,'-5\r\n`);
});
