import { expect, test } from 'vitest';
import { statementName } from '#server/core/db/statement-names.ts';

test('one text has one name, another text another, and a name fits what Postgres keeps of it', () => {
  const name = statementName('select 1');
  expect(name).toMatch(/^s_[\w-]{22}$/);
  expect(statementName('select 1')).toBe(name);
  expect(statementName('select 2')).not.toBe(name);
});

test('texts past the limit go unnamed', () => {
  for (let i = 0; i < 600; i += 1) statementName(`select ${i}`);
  expect(statementName('select once more')).toBe('');
});
