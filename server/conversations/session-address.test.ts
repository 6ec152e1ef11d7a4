import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSessionPart, sessionHref } from '#lib/conversations/params.ts';

const folders = readdirSync(new URL('../../app/(console)/conversations', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('['))
  .map(({ name }) => name);

/** What Next hands to the page: the last part of the address as a browser resolves it. */
const partOf = (session: string) => {
  const parts = new URL(sessionHref(session), 'http://here').pathname.split('/');
  expect(parts.slice(0, 2)).toEqual(['', 'conversations']);
  expect(parts).toHaveLength(3);
  return parts[2] ?? '';
};

describe('the page of a session', () => {
  it('is none of the other pages below the log', () => {
    expect(folders).toContain('export');
    for (const name of folders) {
      expect(folders).not.toContain(partOf(name));
      expect(readSessionPart(partOf(name))).toBe(name);
    }
  });

  const handle = `~${'x'.repeat(50)}`;
  it.each(['s', 'a/b', '.', '..', '~', '~x', '~=', '~=export', '~%', 'a b?c#d', 'Ü', '%2e', handle])(
    'is found by the address of %s',
    (session) => expect(readSessionPart(partOf(session))).toBe(session),
  );

  it('bears the name itself where nothing else does', () => {
    expect(sessionHref('seed-3-17')).toBe('/conversations/seed-3-17');
    expect(sessionHref(handle)).toBe(`/conversations/${handle}`);
    expect(sessionHref('export')).toBe('/conversations/~=export');
  });

  it('is that of the name typed by hand, also with a lone percent sign', () => {
    expect(readSessionPart('100%')).toBe('100%');
  });
});
