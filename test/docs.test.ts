import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { environmentSchema } from '#server/core/env.ts';
import { repositoryRoot } from '#server/core/paths.ts';

const manifest = z.object({
  scripts: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
});
const { scripts, dependencies, devDependencies, optionalDependencies } = manifest.parse(
  JSON.parse(read('package.json')),
);

const documents = [
  'README.md',
  'clients/typescript/README.md',
  ...readdirSync(join(repositoryRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe.each(documents)('%s', (name) => {
  const text = read(name);
  const folder = join(name, '..');

  test('every link leads to a file', () => {
    const targets = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
    const missing = targets.filter(
      (target) => !/^[a-z]+:/.test(target) && !existsSync(join(repositoryRoot, folder, target)),
    );
    expect(missing).toEqual([]);
  });

  test('every path in code exists', () => {
    const rooms = /`((?:app|components|server|lib|prisma|scripts|test|e2e|bench|docs|clients|\.ci)\/[\w./()[\]-]+)`/g;
    const missing = [...text.matchAll(rooms)]
      .map(([, path]) => path ?? '')
      .filter((path) => !existsSync(join(repositoryRoot, path)));
    expect(missing).toEqual([]);
  });

  test('every npm script exists', () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)|npm (start|test)\b/g)].map(
      ([, run, short]) => run ?? short ?? '',
    );
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});

test('.env.example names each setting once, and no other', () => {
  const names = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(names.sort()).toEqual(Object.keys(environmentSchema.shape).sort());
});

test('.env.example shows the defaults', () => {
  const shown = Object.fromEntries(
    [...read('.env.example').matchAll(/^([A-Z_]+)=(.+)$/gm)].map(([, name, value]) => [name, value]),
  );
  const defaults: Record<string, unknown> = environmentSchema.parse({});
  for (const [name, value] of Object.entries(shown)) expect(String(defaults[name]), name).toBe(value);
});

test('docs/dependencies.md has a line for each package, and for no other', () => {
  const named = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name ?? '');
  const packages = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(named.toSorted()).toEqual(packages.toSorted());
});

function read(name: string): string {
  return readFileSync(join(repositoryRoot, name), 'utf8');
}
