import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shortName, tidyText } from './text.ts';

describe('a text as it is kept', () => {
  test.each([
    ["select  *\n from t -- of 'Ada'\n where a = $1", 'select * from t where a = $1'],
    ["/* route='/x' /* inner */ */ select 1", 'select 1'],
    ["alter role bot password 'hunter''s 2'", "alter role bot password '…'"],
    ["select E'it\\'s', 'a\\', 'secret'", "select '…', '…', '…'"],
    ['select $$ secret $$, $a$ $$ b $a$, $1', "select '…', '…', $1"],
    ["select U&'d\\0061t' from \"Odd 'name'\"", "select '…' from \"Odd 'name'\""],
    ['select * from t1 where mobile = 01712345678 limit 10', 'select * from t1 where mobile = … limit 10'],
    ['select a12345 from t where x = $12345', 'select a12345 from t where x = $12345'],
    ["select 'not closed", "select '…'"],
    ['select $tag$ not closed', "select '…'"],
    ['select 1 /* not closed', 'select 1'],
  ])('%j', (text, tidy) => {
    expect(tidyText(text)).toBe(tidy);
  });

  test('shows no quoted value, wherever it stands', () => {
    const gap = fc.constantFrom(
      ' ',
      ', ',
      " -- it's\n",
      " /* it's */ ",
      ' "it\'s" ',
      " 'a\\' ",
      " e'\\'' ",
      " $$' $$ ",
      ' $x$ $$ $x$ ',
      ' x1 ',
      ' 2e',
      ' $1 ',
    );
    const value = fc.constantFrom(
      "'secret'",
      "E'secret'",
      '$$secret$$',
      '$q$secret$q$',
      "'''secret'''",
      "n'secret'",
      '-- secret\n',
      '/* secret */',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(gap, value), { maxLength: 30 }), (parts) => {
        expect(tidyText(`select ${parts.join(' ')}`)).not.toContain('secret');
      }),
    );
  });

  test('is the same when it is tidied again', () => {
    expect(tidyText("''e'")).toBe("'…'");
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...`'"$e\\/*- \n1aé_`) }), (text) => {
        const tidy = tidyText(text);
        expect(tidyText(tidy)).toBe(tidy);
      }),
    );
  });
});

describe('its short name', () => {
  test.each([
    ['SELECT a FROM ONLY search.name_tokens t JOIN employees e ON true', 'select search.name_tokens'],
    ['INSERT INTO "conversations" ("id") VALUES ($1)', 'insert conversations'],
    ['update employees set a = $1', 'update employees'],
    ['delete from monitor.samples where at < $1', 'delete monitor.samples'],
    ['with hits as (select * from employees) select * from hits', 'select employees'],
    ['with a as (select 1), b as materialized (select * from a join t on true) select * from b', 'select t'],
    [
      'with i as (select * from unnest($1::int[]) a), s as (insert into turns (a) select a from i on conflict (a) do update set b = $2) select set_config($3, $4, true)',
      'insert turns',
    ],
    ['with g as (delete from old where a < $1 returning *) insert into kept select * from g', 'insert kept'],
    ['with u as (update states s set a = $1 returning id) select count(*) from u', 'update states'],
    ['select a from states for update of states', 'select states'],
    ['select f(x) from unnest($1::int[]) x', 'select f()'],
    ['select public.conversations_compact()', 'select public.conversations_compact()'],
    ['select a from public.pg_stat_statements(false) s', 'select'],
    ['create index if not exists i on t (a)', 'create index i'],
    ['begin', 'begin'],
    ['VACUUM (ANALYZE) employees', 'vacuum (analyze) employees'],
  ])('%j', (text, name) => {
    expect(shortName(text)).toBe(name);
  });
});
