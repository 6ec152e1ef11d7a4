import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '#server/core/paths.ts';

const MODEL = 'server/questions/embedding/minilm.ts';

/** What the web process may ever load: all that routes, proxy, instrumentation and the server before Next import. */
const entries = [
  ...readdirSync(join(repositoryRoot, 'app'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .map((name) => `app/${name}`),
  ...['proxy.ts', 'instrumentation.ts', 'instrumentation-client.ts', 'scripts/web.ts'],
];

test('the web process never loads the sentence model: it holds up its thread and 300 MB', () => {
  const reached = reachedFrom(entries);
  expect(reached).toContain('server/core/db/pool.ts');
  expect(reached).not.toContain(MODEL);
});

test('whoever imports it is seen', () => {
  expect(reachedFrom(['bench/eval/run.ts'])).toContain(MODEL);
});

test('no other file imports its packages', () => {
  const importers = ['app', 'components', 'lib', 'server', 'scripts', 'bench']
    .flatMap((room) =>
      readdirSync(join(repositoryRoot, room), { recursive: true, encoding: 'utf8' }).map((name) => `${room}/${name}`),
    )
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .filter((name) => /import\(?[^;]*['"]@lat\.md\//.test(readFileSync(join(repositoryRoot, name), 'utf8')));
  expect(importers).toEqual([MODEL]);
});

function reachedFrom(files: readonly string[]): string[] {
  const reached = new Set(files);
  for (const file of reached) for (const imported of importsOf(file)) reached.add(imported);
  return [...reached];
}

/** The files of the repository that a file imports, but for types, which are gone when it runs. */
function importsOf(file: string): string[] {
  const code = readFileSync(join(repositoryRoot, file), 'utf8');
  const sources = [...code.matchAll(/(?:import|export)(?! type\b)[^;'"]*(?:from\s*|\(\s*|)['"]([#.][^'"]+)['"]/g)];
  return sources.flatMap(([, source = '']) => {
    const path = source.startsWith('#') ? source.slice(1) : relative('.', join(dirname(file), source));
    return /\.tsx?$/.test(path) && existsSync(join(repositoryRoot, path)) ? [path] : [];
  });
}
