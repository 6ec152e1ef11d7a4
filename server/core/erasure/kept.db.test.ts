import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Subject } from '#lib/erasure/subject.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { keptStores } from '#server/core/erasure/kept.ts';
import { matcherOf } from '#server/core/erasure/matcher.ts';
import { withDatabase } from '#test/database.ts';
import { quietWork } from '#test/erasure-work.ts';

withDatabase();

const email: Subject = { kind: 'email', value: 'ada@example.org' };
const name: Subject = { kind: 'name', value: 'Ada Lovelace' };
const number: Subject = { kind: 'number', value: '2025550173' };

test("an address or a name after a line break is told of the chatbot's own tables, as are numbers and names of fields", async () => {
  await mainPool().query(
    'create table chat_messages (id serial primary key, role text, content text, phone bigint, meta jsonb, raw json, tags text[])',
  );
  const insert = (column: string, value: unknown) =>
    mainPool().query(`insert into chat_messages (${column}) values ($1)`, [value]);
  await insert('content', 'Write to\nada@example.org');
  await insert('content', 'Write to\nnada@example.org');
  await insert('content', 'Who?\nAda\tLovelace');
  await insert('phone', 2_025_550_173);
  await insert('meta', { from: { 'ada@example.org': [] } });
  await insert('raw', JSON.stringify({ deep: [{ text: '\nada@example.org' }] }));
  await insert('tags', ['a', '\rada@example.org']);
  await insert('role', '');
  expect(await rowsOf("chatbot's own tables", email)).toBe(4);
  expect(await rowsOf("chatbot's own tables", name)).toBe(1);
  expect(await rowsOf("chatbot's own tables", number)).toBe(1);
});

test('parts of two columns are not taken for one name or number', async () => {
  await mainPool().query('drop table chat_messages');
  await mainPool().query(
    'create table questions (id serial primary key, question_text text, normalized_question text)',
  );
  await mainPool().query(
    "insert into questions (question_text, normalized_question) values ('Ada', 'Lovelace'), ('202555', '0173')",
  );
  expect(await rowsOf("chatbot's own tables", name)).toBe(0);
  expect(await rowsOf("chatbot's own tables", number)).toBe(0);
});

test('settings, rules and details of the audit log are read as they were typed', async () => {
  const text = JSON.stringify(['*\nada@example.org', 'b']);
  await mainPool().query(
    "insert into settings (key, value, updated_by) values ('conversations.mask_literals', $1, 'system:test')",
    [text],
  );
  await mainPool().query(
    "insert into audit_log (actor, action, target_type, target_id, details) values ('system:test', 'a', 'b', 'c', $1)",
    [JSON.stringify({ to: { note: 'Ask\nada@example.org' } })],
  );
  expect(await rowsOf('settings', email)).toBe(1);
  expect(await rowsOf('audit log', email)).toBe(1);
});

async function rowsOf(store: string, subject: Subject): Promise<number> {
  const found = await keptStores.find(({ name }) => name === store)?.find(await matcherOf(subject), quietWork);
  return z.object({ rows: z.number() }).parse(found?.counts).rows;
}
