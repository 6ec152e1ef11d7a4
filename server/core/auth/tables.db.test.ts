import { getAuthTables } from 'better-auth/db';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { auth } from '#server/core/auth/auth.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

const tableNames: Record<string, string> = {
  user: 'users',
  session: 'sessions',
  account: 'accounts',
  verification: 'verifications',
  twoFactor: 'two_factors',
};

it('has every table and column that the sign-in library expects, with the types it writes', async () => {
  const tables = getAuthTables(auth().options);
  expect(Object.keys(tables).toSorted()).toEqual(Object.keys(tableNames).toSorted());
  for (const [model, table] of Object.entries(tables)) {
    const columns = await columnsOf(tableNames[model] ?? '');
    for (const [field, wanted] of Object.entries(table.fields)) {
      const column = columns.get(field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
      expect(column, `${model}.${field}`).toBeDefined();
      expect(types[String(wanted.type)], `${model}.${field}`).toContain(column?.type);
      if (!wanted.required && wanted.defaultValue === undefined)
        expect(column?.optional, `${model}.${field}`).toBe(true);
    }
  }
});

const types: Record<string, string[]> = {
  string: ['text', 'uuid'],
  boolean: ['boolean'],
  date: ['timestamp with time zone'],
  number: ['integer'],
};

async function columnsOf(table: string) {
  const rows = await prisma().$queryRaw`
    select column_name as name, data_type as type, is_nullable = 'YES' or column_default is not null as optional
    from information_schema.columns where table_schema = 'public' and table_name = ${table}`;
  const parsed = z.array(z.object({ name: z.string(), type: z.string(), optional: z.boolean() })).parse(rows);
  return new Map(parsed.map((row) => [row.name, row]));
}
