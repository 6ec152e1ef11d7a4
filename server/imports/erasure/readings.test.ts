import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readingsOf } from './readings.ts';

const ascii = (json: string) =>
  json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const signs = ['a', 'u', 'n', '0', '\n', '\t', '\0', '"', '\\', '/', 'é', 'র', '\u{1f600}', '\ud83d'];

test('whatever a string says is read in its JSON, and in JSON within JSON', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...signs) }), (text) => {
      const once = JSON.stringify(text);
      for (const json of [once, ascii(once)]) {
        expect(readingsOf(json).slice(0, 2).at(-1)).toBe(`"${text}"`);
        expect(readingsOf(JSON.stringify({ record: json })).at(-1)).toContain(`"${text}"`);
      }
    }),
  );
});

test('a text without escapes is read once', () => {
  expect(readingsOf('Name,Path\nAnn,C:\\dir')).toEqual(['Name,Path\nAnn,C:\\dir']);
});
