import { beforeAll, describe, expect, test } from 'vitest';
import type { LogParams } from '#lib/conversations/params.ts';
import { everyTurn } from '#lib/measures/turn-filter.ts';
import { evaluateNew } from '#server/conversations/evaluator/evaluate.ts';
import { exportTurns } from '#server/conversations/export.ts';
import { findHistory } from '#server/conversations/history.ts';
import { findTail, findTurns } from '#server/conversations/queries.ts';
import { getSession, revealSession } from '#server/conversations/session.ts';
import { getMark } from '#server/conversations/tail.ts';
import { type Actor, systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError, PasswordNeededError } from '#server/core/errors.ts';
import { forgetSettings } from '#server/core/settings/settings.ts';
import { keyActor, userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const [analyst, admin] = [userActor('analyst'), userActor('admin')];
const personal = /ada@example|7946|4111|CID-48221|198\.51\.100\.7/;
let mark = '';

beforeAll(async () => {
  mark = await getMark(analyst);
  await mainPool().query(
    `insert into settings (key, value, updated_by) values ('conversations.mask_literals', '["CID-#####"]', 'test')`,
  );
  forgetSettings();
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, client_ip) values
       ('pii', 'Mail ada@example.org or call +44 20 7946 0958 about CID-48221', 'Charged to 4111 1111 1111 1111.', '198.51.100.7, 10.0.0.1')`,
  );
  await evaluateNew(systemActor('test'));
});

/** Every way in which a turn's texts leave the server. */
const ways: Record<string, (actor: Actor) => Promise<unknown>> = {
  log: (actor) => findTurns(actor, { filter: everyTurn, walk: { cursor: null, direction: 'older' } }),
  tail: (actor) => findTail(actor, everyTurn, mark),
  session: (actor) => getSession(actor, 'pii', null),
  history: (actor) => findHistory(actor, null, 10),
  export: async (actor) => textOf(await exportTurns(actor, { filter: everyTurn, format: 'jsonl', raw: false })),
};

describe.each(Object.keys(ways))('%s', (way) => {
  test.each([
    ['analysts', analyst],
    ['admins who did not ask to see', admin],
  ])('is masked for %s', async (_, actor) => {
    const shown = JSON.stringify(await ways[way]?.(actor));
    expect(shown).toContain('[e-mail]');
    expect(shown).not.toMatch(personal);
  });
});

describe('what is masked cannot be read out by searching', () => {
  const found: Record<string, (actor: Actor, query: string) => Promise<unknown[]>> = {
    log: async (actor, query) =>
      (await findTurns(actor, { filter: { ...everyTurn, query }, walk: { cursor: null, direction: 'older' } })).rows,
    tail: async (actor, query) => {
      const { rows, count, judged } = await findTail(actor, { ...everyTurn, query }, mark);
      expect([count, judged]).toEqual([rows.length, []]);
      return rows;
    },
    export: async (actor, query) => lines(await exported(actor, query, false)),
  };

  test.each(Object.keys(found))('%s', async (way) => {
    for (const actor of [analyst, admin]) {
      const count = async (query: string) => (await found[way]?.(actor, query))?.length;
      for (const query of ['*7946*', '*795*', '7946', '"7946 0958"', '794*', 'call *7946*', '4111', 'CID-48221'])
        expect(await count(query), query).toBe(0);
      for (const query of ['call', 'charg*', '"or call"', '*r call*', 'mail charged', 'call -card'])
        expect(await count(query), query).toBe(1);
      const guesses = [
        '-7946',
        '-"7946 0958"',
        '-ada',
        '-"ada example"',
        '-4111',
        '-CID-48221',
        '-48221',
        '-"call about"',
      ];
      for (const query of guesses.flatMap((guess) => [guess, `call ${guess}`]))
        expect(await count(query), query).toBe(1);
      for (const query of ['call -charged', '-mail', '-"or call"', 'call -ada -about'])
        expect(await count(query), query).toBe(0);
    }
  });

  test('but who may see it finds it in a raw export', async () => {
    expect(lines(await exported(admin, 'call *7946*', true))).toHaveLength(1);
    expect(lines(await exported(admin, 'call -7947', true))).toHaveLength(1);
    expect(lines(await exported(admin, 'call -7946', true))).toEqual([]);
  });

  test('and a page is filled with what is behind it, up and down', async () => {
    await mainPool().query(
      `insert into conversations (session_id, user_message, assistant_response, created_at)
       select 'pages', case when i % 3 = 0 then 'plain 7946' else 'Call +44 20 7946 0' || lpad(i::text, 3, '0') end, 'a',
              timezone('utc', now()) - i * interval '1 minute' from generate_series(1, 240) i`,
    );
    const filter = { ...everyTurn, session: 'pages', query: '7946' };
    const page = (walk: LogParams['walk']) => findTurns(analyst, { filter, walk });
    const first = await page({ cursor: null, direction: 'older' });
    const second = await page({ cursor: first.older, direction: 'older' });
    expect([first.rows.length, second.rows.length, second.older]).toEqual([50, 30, null]);
    expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(80);
    const back = await page({ cursor: second.newer, direction: 'newer' });
    expect(back.rows.map(({ id }) => id)).toEqual(first.rows.map(({ id }) => id));
    await mainPool().query("delete from conversations where session_id = 'pages'");
  });

  const exported = async (actor: Actor, query: string, raw: boolean) =>
    textOf(await exportTurns(actor, { filter: { ...everyTurn, query }, format: 'jsonl', raw }));
  const lines = (text: string) => text.split('\n').filter((line) => line !== '');
});

test('keys read masked history, the product itself what is stored', async () => {
  expect(JSON.stringify(await findHistory(keyActor('analytics:read'), null, 10))).not.toMatch(personal);
  expect(JSON.stringify(await findHistory(systemActor('worker'), null, 10))).toMatch(personal);
});

describe('revealing', () => {
  test('shows an admin the stored text and is audited by ids', async () => {
    const thread = await revealSession(admin, 'pii', null);
    expect(thread?.rows).toMatchObject([
      { question: expect.stringContaining('ada@example.org'), clientIp: '198.51.100.7, 10.0.0.1' },
    ]);
    const { rows } = await mainPool().query(
      "select actor, target_type, target_id, details from audit_log where action = 'conversations.reveal'",
    );
    const id = thread?.rows[0]?.id;
    expect(rows).toEqual([
      { actor: `user:${admin.id}`, target_type: 'turn', target_id: id, details: { turns: 1, last: id } },
    ]);
  });

  test('asks for a password of the last ten minutes', async () => {
    const late = userActor('admin', { passwordAt: new Date(Date.now() - 11 * 60_000) });
    await expect(revealSession(late, 'pii', null)).rejects.toThrow(PasswordNeededError);
  });

  test('of nothing is nothing, and leaves no trace', async () => {
    expect(await revealSession(admin, 'no such session', null)).toBeNull();
    const { rows } = await mainPool().query(
      "select count(*)::int as count from audit_log where action = 'conversations.reveal'",
    );
    expect(rows).toEqual([{ count: 1 }]);
  });

  test.each([analyst, userActor('operator'), keyActor('analytics:read')])('is not for others', async (actor) => {
    await expect(revealSession(actor, 'pii', null)).rejects.toThrow(ForbiddenError);
  });
});

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  return text;
}
