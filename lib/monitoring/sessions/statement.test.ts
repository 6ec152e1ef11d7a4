import { expect, test } from 'vitest';
import { commandOf, isUpkeep, withoutValues } from '#lib/monitoring/sessions/statement.ts';

test.each([
  ["select * from people where name = 'Jane Roe' and age > 41", "select * from people where name = '…' and age > …"],
  ["select 'it''s', E'a\\'b', U&'x'", "select '…', '…', U&'…'"],
  ['select $1, "Jane 4" from t1 where a2 = -3.5e7', 'select $1, "Jane 4" from t1 where a2 = -…'],
  ['do $body$ delete from t where id = 7 $body$', "do '…'"],
  ['select 1 -- for Jane\n, /* mobile 017 */ 2', 'select … , …'],
  ["update t set note = 'cut in the mid", "update t set note = '…'"],
  ['select /* cut', 'select'],
  ['do $$ begin cut', "do '…'"],
])('%s is kept without its values', (statement, kept) => {
  expect(withoutValues(statement)).toBe(kept);
});

test('a long one is cut at 300 characters', () => {
  expect(withoutValues(`select ${'a, '.repeat(400)}`)).toHaveLength(300);
  // Half a character is refused by Postgres, and with it all that is written beside it.
  for (const before of [0, 1])
    expect(withoutValues(`select a as "${'x'.repeat(before)}${'😀'.repeat(200)}"`).isWellFormed()).toBe(true);
});

test.each([
  ['alter table employees add column x int', 'ALTER TABLE'],
  ['SELECT(1)', 'SELECT'],
  ['create index on t (a)', 'CREATE INDEX'],
  ["Jane's secret", 'a statement'],
  [null, 'a statement'],
])('%s is called %s', (statement, command) => {
  expect(commandOf(statement)).toBe(command);
});

test('upkeep may take long', () => {
  expect(isUpkeep('create unique index on t (a)')).toBe(true);
  expect(isUpkeep('create table t as select 1')).toBe(false);
});
