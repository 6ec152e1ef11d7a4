import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shapeOf } from '#server/conversations/ingest/shape.ts';

const fault = (text: string) => shapeOf(Buffer.from(text)).fault?.detail ?? null;

test.each([
  ['ten thousand levels of arrays', '['.repeat(10_000), /nested more than 16/],
  ['ten thousand levels of objects', '{"a":'.repeat(10_000), /nested more than 16/],
  [
    'a hundred thousand names',
    `{${Array.from({ length: 100_000 }, (_, at) => `"k${at}":1`).join()}}`,
    /more than 20000 members/,
  ],
  ['a hundred thousand numbers', `[${'1,'.repeat(100_000)}1]`, /more than 20000 members/],
  ['a name twice', '{"a":1,"b":{"c":1},"a" : 2}', /stands twice/],
  ['a name twice, once escaped', '{"session_id":1,"\\u0073ession_id":2}', /stands twice/],
  ['a prototype', '{"__proto__":{"x":1}}', /__proto__/],
  ['an escaped prototype', '{"\\u005f_proto__":1}', /__proto__/],
])('%s is refused', (_what, text, sentence) => {
  expect(fault(text)).toMatch(sentence);
});

test('of an array only the records at fault are refused', () => {
  const { fault, records } = shapeOf(
    Buffer.from('[{"a":[1,{"b":2},3]},{"a":1,"\\u0061":2,"__proto__":3},7,{"a":{"__proto__":1}},{"a":"},{"}]'),
  );
  expect(fault).toBeNull();
  expect([...records]).toEqual([
    [1, expect.stringMatching(/stands twice/)],
    [3, expect.stringMatching(/__proto__/)],
  ]);
});

test('too many members in an array are too many turns at a time', () => {
  const turns = (count: number) =>
    Buffer.from(JSON.stringify(Array.from({ length: count }, () => ({ a: 1, b: 2, c: 3, d: 4, e: 5 }))));
  expect(shapeOf(turns(4_001)).fault).toMatchObject({
    code: 'too_large',
    detail: expect.stringMatching(/Send fewer turns/),
  });
  expect(shapeOf(turns(501)).fault).toBeNull();
  expect(shapeOf(Buffer.from(`{"a":[${'1,'.repeat(30_000)}1]}`)).fault).toMatchObject({ code: 'invalid' });
});

test.each([
  ['nothing', ''],
  ['a string that never ends', '["abc'],
  ['sixteen levels', `${'['.repeat(16)}${']'.repeat(16)}`],
  ['brackets, commas and names inside strings', JSON.stringify({ a: '[{"a":1,'.repeat(30_000), b: 'a":"\\"' })],
  ['the same name in several objects', '[{"a":{"a":1}},{"a":1}]'],
  ['the same text as name and value', '{"a":"a","b":"a"}'],
  ['more closed than opened', ']]]}}}"a":1'],
])('%s is not its concern', (_what, text) => {
  expect(fault(text)).toBeNull();
});

test('finds nothing in what JSON.stringify makes, and never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      const text = JSON.stringify(value);
      fc.pre(!text.includes('__proto__'));
      expect(fault(text)).toBeNull();
    }),
  );
  const unit = fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', 'a', ' ', '\\u', '\0');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
      expect(fault(text)).not.toBe('');
    }),
  );
});

test('knows the names of an object as its parser does', () => {
  const name = fc.oneof(fc.constantFrom('a', '\\u0061', '"', '\\', 'é', '\\"'), fc.string());
  fc.assert(
    fc.property(fc.array(name, { maxLength: 6 }), (names) => {
      const text = `{${names.map((one) => `${JSON.stringify(one)}:1`).join()}}`;
      fc.pre(!text.includes('__proto__'));
      expect(fault(text) === null).toBe(new Set(names).size === names.length);
    }),
  );
});
