import { expect, test } from 'vitest';
import { namesTable } from './names-table.ts';

test.each([
  ['select body from notes where id = $1', true],
  ['select body from public.notes n', true],
  ['SELECT "public"."notes"."id", "public"."notes"."body" FR', true],
  ['insert into Notes (body) values ($1)', true],
  ['select notes.body, o', true],
  ['notes select count(*) from f($1)', true],
  ['select body from archive.notes', false],
  ['select e.notes from employees e', false],
  ['select body from notes_old', false],
  ['select body from "Notes"', false],
  ['select "my notes" from employees', false],
  ['', false],
])('%j names public.notes: %s', (statement, names) => {
  expect(namesTable(statement, 'public.notes')).toBe(names);
});

test('a name in quotes is meant as it is written', () => {
  expect(namesTable('select 1 from "Odd ""one"""', 'public.Odd "one"')).toBe(true);
  expect(namesTable('select 1 from odd', 'public.Odd')).toBe(false);
});
