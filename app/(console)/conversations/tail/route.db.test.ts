import { expect, test, vi } from 'vitest';
import { getMark } from '#server/conversations/tail.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { expectForAnalysts } from '#test/owed-second-factor.ts';
import { GET, POST } from './route.ts';

withDatabase();

const sent = vi.hoisted(() => ({ cookie: '' }));
vi.mock('next/headers', () => ({
  cookies: async () => ({ toString: () => sent.cookie }),
  headers: async () => new Headers(),
}));

test('a tail is for analysts who owe no second factor', async () => {
  const mark = encodeURIComponent(await getMark(userActor('analyst')));
  const ask = (search: string) => GET(new Request(`http://localhost/conversations/tail?${search}`));
  const answer = await expectForAnalysts((cookie) => {
    sent.cookie = cookie;
    return ask(`mark=${mark}`);
  });
  expect(await answer.json()).toMatchObject({ rows: [], count: 0, judged: [] });
  expect((await ask('mark=1')).status).toBe(422);
});

test('the states of a page are for analysts who owe no second factor', async () => {
  const ask = (body: string, headers: Record<string, string> = { 'content-length': String(body.length) }) =>
    POST(new Request('http://localhost/conversations/tail', { method: 'POST', body, headers }));
  const turn = { id: '1', at: '2026-11-18T04:30:00.123456Z' };
  const answer = await expectForAnalysts((cookie) => {
    sent.cookie = cookie;
    return ask(JSON.stringify([turn]));
  });
  expect(await answer.json()).toEqual([]);
  for (const body of ['', '{}', '[{"id":"1"}]', JSON.stringify(Array(201).fill(turn))])
    expect((await ask(body)).status, body.slice(0, 20)).toBe(422);
  expect((await ask('[]', { 'content-length': '40000' })).status).toBe(413);
  expect((await ask('[]', {})).status).toBe(413);
});
