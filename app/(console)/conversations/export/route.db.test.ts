import { expect, test, vi } from 'vitest';
import { allowRawExportAction } from '#server/conversations/actions.ts';
import { withDatabase } from '#test/database.ts';
import { signedInCookie } from '#test/people.ts';
import { runSql } from '#test/turns.ts';
import { GET } from './route.ts';

withDatabase();

const sent = vi.hoisted(() => ({ cookie: '' }));
vi.mock('next/headers', () => ({
  cookies: async () => ({ toString: () => sent.cookie }),
  headers: async () => new Headers(),
}));

const get = (search: string) => GET(new Request(`http://localhost/conversations/export?${search}`));
const audited = () =>
  runSql("select details->'raw' as raw from audit_log where action = 'conversations.export' order by id");

test('the stored text is exported with a password of the last ten minutes only, and says so', async () => {
  await runSql(
    `insert into conversations (session_id, user_message, assistant_response) values ('raw', 'I am ada@example.org', 'Hello')`,
  );
  sent.cookie = await signedInCookie('admin');
  expect(await (await get('session=raw')).text()).toContain('I am [e-mail]');
  expect(await (await get('session=raw&raw=1')).text()).toContain('I am ada@example.org');
  expect(await audited()).toEqual([{ raw: false }, { raw: true }]);
  expect(await allowRawExportAction()).toEqual({ ok: true, value: null });

  await runSql(`update sessions set password_at = password_at - interval '11 minutes'`);
  const late = await get('session=raw&raw=1');
  expect([late.status, late.headers.get('content-type')]).toEqual([403, 'text/plain; charset=utf-8']);
  expect(await late.text()).toBe(
    'An export as stored asks for your password, given in the last ten minutes. The log asks for it under “As stored”.',
  );
  expect(await allowRawExportAction()).toMatchObject({ ok: false, code: 'password_needed' });
  expect((await get('session=raw')).status).toBe(200);
  expect(await audited()).toHaveLength(3);
});

test('the stored text is not for analysts', async () => {
  sent.cookie = await signedInCookie('analyst');
  await expect(get('raw=1')).rejects.toThrow();
  await expect(allowRawExportAction()).rejects.toThrow();
});
