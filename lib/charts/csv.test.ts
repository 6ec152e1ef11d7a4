import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { tableCsv } from './csv.ts';
import type { ChartTable } from './table.ts';

const table = (...cells: (string | number | null)[]): ChartTable => ({
  columns: cells.map((_, place) => ({ label: `c${place}`, unit: place === 1 ? '%' : undefined })),
  rows: [{ cells, href: null }],
});

describe('CSV of a chart', () => {
  it('begins with the mark of UTF-8 and ends lines as spreadsheets do', () => {
    expect(tableCsv(table('Mon 9 Nov', 68.4))).toBe('\uFEFFc0,c1 (%)\r\nMon 9 Nov,68.4\r\n');
  });

  it('leaves what is not known empty, and a zero a zero', () => {
    expect(tableCsv(table('a', null, 0))).toContain('\r\na,,0\r\n');
  });

  it('lets no spreadsheet run a word, and leaves a number below zero a number', () => {
    expect(tableCsv(table('=1+1', -0.3, '@SUM(A1)', '-2'))).toContain("\r\n'=1+1,-0.3,'@SUM(A1),'-2\r\n");
  });

  it('comes back from a parser as it was', () => {
    const cells = ['Tue, "late"', 'two\r\nlines', 'ünï'];
    expect(parse(tableCsv(table(...cells)), { bom: true, from_line: 2 })).toEqual([cells]);
  });
});
