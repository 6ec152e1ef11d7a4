import { expect, it } from 'vitest';
import { noAnswer } from './result.ts';

it('makes a lost answer a failure that can be told, and a fault of the server too', () => {
  expect(noAnswer(new TypeError('Failed to fetch'))).toMatchObject({ ok: false, code: 'unavailable' });
  expect(noAnswer(Object.assign(new Error('hidden'), { digest: '3141592653' }))).toMatchObject({ ok: false });
});

it.each(['NEXT_REDIRECT;replace;/login;303;', 'NEXT_HTTP_ERROR_FALLBACK;403'])('leaves %s to Next', (digest) => {
  const sent = Object.assign(new Error(digest), { digest });
  expect(() => noAnswer(sent)).toThrow(sent);
});
