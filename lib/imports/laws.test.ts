import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guessDelimiter } from '#lib/imports/delimiter.ts';
import { importFields, type Mapping } from '#lib/imports/fields.ts';
import { fuseTrips } from '#lib/imports/fuse.ts';
import { guessMapping } from '#lib/imports/guess.ts';
import { mendCell } from '#lib/imports/mend.ts';
import { applyMapOptions } from '#lib/imports/parse-map.ts';
import { composeFullName, readRow } from '#lib/imports/row.ts';
import { spreadsheetSafe, spreadsheetUnquote } from '#lib/spreadsheet.ts';

const risky = fc.string({
  unit: fc.constantFrom(
    ...["'", '"', '=', '+', '-', '@', '\0', '＝', 'a', '1', ' ', ',', ';', '\t', '\r', '\n', '\n- ', '|', '('],
  ),
});

test('taking the quote off undoes putting it on, for every text', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), risky), (text) => spreadsheetUnquote(spreadsheetSafe(text)) === text));
});

test('no cell that was made safe begins a formula', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), risky), (text) => !/^[=+\-@\t\r\0＝＋－＠]/u.test(spreadsheetSafe(text))),
  );
});

test('nor does any part of it where a spreadsheet splits cells at semicolons, tabs and line breaks', () => {
  // Within a line, the quotes that CSV puts around a cell do not stand at its beginning, so they hold nothing together.
  fc.assert(
    fc.property(fc.oneof(fc.string(), risky), (text) =>
      spreadsheetSafe(text)
        .split(/[;\t\r\n]/)
        .every((part) => !/^"*[=+\-@\0＝＋－＠]/u.test(part) || /^[+-] [^|]*$/.test(part)),
    ),
  );
  expect(spreadsheetSafe("hi;=cmd|'/C calc'!A0;x")).toBe("hi;'=cmd|'/C calc'!A0;x");
});

test('the items of a list stay as they are, unless they could compute something', () => {
  const list = 'You need:\n- a passport (valid)\n- 2 photos\r\n+ the form';
  expect(spreadsheetSafe(list)).toBe(list);
  expect(spreadsheetSafe("a\n- cmd|'/C calc'!A0")).toBe("a\n'- cmd|'/C calc'!A0");
  expect(spreadsheetSafe('a\n- b\n- WEBSERVICE("x")\n-1')).toBe('a\n- b\n\'- WEBSERVICE("x")\n\'-1');
  expect(spreadsheetSafe('- first')).toBe("'- first");
});

test('a cell of an export is mended back wherever its quotes stand', () => {
  expect(mendCell('notes', "a;'=b\n'-c")).toEqual({ value: 'a;=b\n-c', rules: ['quote'] });
});

test('mending twice is mending once', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...importFields),
      fc.string({ unit: fc.constantFrom('a', ' ', '-', '\0', '1') }),
      (field, text) => {
        const { value } = mendCell(field, text);
        expect(mendCell(field, value)).toEqual({ value, rules: [] });
      },
    ),
  );
});

test('None and Null are surnames and stay; in ids, e-mails and numbers they count as empty', () => {
  for (const word of ['None', 'null', 'N/A']) {
    expect(mendCell('last_name', word).value).toBe(word);
    expect(mendCell('mobile', word)).toEqual({ value: '', rules: ['none'] });
  }
  expect(mendCell('department', 'AT&T &amp;amp; Sons').value).toBe('AT&T & Sons');
  expect(mendCell('telephone', '+880 (2) 955-1234 ext. 7').value).toBe('+880 (2) 955-1234 ext. 7');
});

test('a composed name holds each part that is there, in order, and nothing else', () => {
  const part = fc.option(fc.stringMatching(/^[A-Za-z.]{1,8}$/), { nil: undefined });
  fc.assert(
    fc.property(part, part, part, part, (first_name, middle_name, last_name, suffix) => {
      const name = composeFullName({ first_name, middle_name, last_name, suffix });
      expect(name).toBe([first_name, middle_name, last_name, suffix].filter((one) => one !== undefined).join(' '));
    }),
  );
});

test('a given full name is never composed over', () => {
  const mapping: Mapping = ['full_name', 'first_name', 'last_name'];
  const header = ['Name', 'First', 'Last'];
  expect(readRow(['Robert P. Casey, Jr.', 'Robert', 'Casey'], header, mapping).values.full_name).toBe(
    'Robert P. Casey, Jr.',
  );
  expect(readRow(['', 'Robert', 'Casey'], header, mapping).values.full_name).toBe('Robert Casey');
  expect(readRow(['', '', ''], header, mapping).problems).toHaveLength(1);
});

test('a guess gives each field once, whatever the header', () => {
  const name = fc.oneof(
    fc.string(),
    fc.constantFrom('Phone', 'phone', 'E-Mail', 'Name', 'Vorname', 'id', 'department', 'Title'),
  );
  fc.assert(
    fc.property(fc.array(name, { maxLength: 12 }), (header) => {
      const given = guessMapping(header, []).filter((field) => field !== null);
      expect(new Set(given).size).toBe(given.length);
    }),
  );
});

test('headers of other places and languages are understood', () => {
  expect(
    guessMapping(
      [
        'bioguide_id',
        'last_name',
        'first_name',
        'middle_name',
        'suffix',
        'nickname',
        'full_name',
        'type',
        'state',
        'district',
        'party',
        'address',
        'phone',
        'contact_form',
      ],
      [],
    ),
  ).toEqual([
    'employee_id',
    'last_name',
    'first_name',
    'middle_name',
    'suffix',
    null,
    'full_name',
    'designation',
    'department',
    null,
    'division',
    null,
    'telephone',
    null,
  ]);
  expect(
    guessMapping(['Personalnummer', 'Nachname', 'Vorname', 'Abteilung', 'Durchwahl', 'E-Mail-Adresse'], []),
  ).toEqual(['employee_id', 'last_name', 'first_name', 'department', 'pabx', 'email']);
  expect(guessMapping(['sAMAccountName', 'displayName', 'telephoneNumber', 'x'], [['a', 'b', '1', 'a@b.org']])).toEqual(
    ['employee_id', 'full_name', 'telephone', 'email'],
  );
});

test('each delimiter is found, also among quoted commas', () => {
  for (const delimiter of [',', ';', '\t', '|']) {
    const lines = [
      ['id', 'name', 'title'],
      ['1', '"Lee, Ann"', 'x'],
      ['2', '"Roy; Bob"', 'y'],
    ];
    expect(guessDelimiter(lines.map((line) => line.join(delimiter)).join('\r\n'))).toBe(delimiter);
  }
  expect(guessDelimiter('sep=;\r\nid,name\r\n')).toBe(';');
});

test('what is said overrules what was guessed', () => {
  const header = ['Id', 'Phone', 'Other phone'];
  const guess: Mapping = ['employee_id', 'telephone', null];
  expect(applyMapOptions(header, guess, ['Other phone=telephone', '#1=-'])).toEqual({
    ok: true,
    value: [null, null, 'telephone'],
  });
  expect(applyMapOptions(header, guess, ['Fax=telephone'])).toMatchObject({ ok: false, code: 'invalid' });
  expect(applyMapOptions(header, guess, ['Id=salary'])).toMatchObject({ ok: false, code: 'invalid' });
});

test('the fuse trips above a tenth or above fifty, not at them', () => {
  expect([
    fuseTrips(10, 100),
    fuseTrips(11, 100),
    fuseTrips(50, 5000),
    fuseTrips(51, 5000),
    fuseTrips(0, 0),
    fuseTrips(1, 5),
  ]).toEqual([false, true, false, true, false, true]);
});
