import { beforeAll, describe, expect, test } from 'vitest';
import { everyTurn } from '#lib/measures/turn-filter.ts';
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
       ('pii', 'Mail ada@example.org or call +44 20 7946 0958 about CID-48221', 'Charged to 4111 1111 1111 1111.', '198.51.100.7')`,
  );
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

test('keys read masked history, the product itself what is stored', async () => {
  expect(JSON.stringify(await findHistory(keyActor('analytics:read'), null, 10))).not.toMatch(personal);
  expect(JSON.stringify(await findHistory(systemActor('worker'), null, 10))).toMatch(personal);
});

describe('revealing', () => {
  test('shows an admin the stored text and is audited by ids', async () => {
    const thread = await revealSession(admin, 'pii', null);
    expect(thread?.rows).toMatchObject([
      { question: expect.stringContaining('ada@example.org'), clientIp: '198.51.100.7' },
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
