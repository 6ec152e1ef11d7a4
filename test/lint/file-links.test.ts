import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '#server/core/paths.ts';

// The router fetches what a `Link` leads to, and keeps its address as the page's. Of a file that is one fetch too many, and an
// address that takes no action.
const files = (room: string) =>
  readdirSync(join(repositoryRoot, room), { recursive: true, encoding: 'utf8' }).map((name) => `${room}/${name}`);
const views = [...files('app'), ...files('components')].filter((name) => name.endsWith('.tsx'));
/** What the addresses of files end with: the folders of the console's route handlers. */
const ends = files('app/(console)')
  .filter((name) => name.endsWith('/route.ts'))
  .map((name) => basename(dirname(name)));
const namesOne = new RegExp(`\\b(${ends.join('|')})|/api/`, 'i');

test('a file is fetched by a plain anchor, never by a link of the router', () => {
  const links = views.flatMap((name) => linksOf(readFileSync(join(repositoryRoot, name), 'utf8')));
  expect(links.map(({ element }) => element)).toContain('FileLink');
  expect(links.filter(({ element, code }) => element !== 'FileLink' && !/^<a [^>]*\bdownload\b/.test(code))).toEqual(
    [],
  );
});

test('a link of the router to a file is seen', () => {
  const code = '<ButtonLink href={exportHref(params)} prefetch={false}>CSV</ButtonLink>';
  expect(linksOf(code).map(({ element }) => element)).toEqual(['ButtonLink']);
});

/** The elements that lead to a file. */
function linksOf(code: string): { element: string; code: string }[] {
  const found = code.matchAll(/<([A-Za-z]\w*)\s[^<>]*?\bhref=("[^"]*"|\{[^}]*\})[^<>]*>?/g);
  return [...found]
    .filter(([, , href = '']) => namesOne.test(href))
    .map(([whole, element = '']) => ({ element, code: whole }));
}
