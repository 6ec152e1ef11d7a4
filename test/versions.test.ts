import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { packageFloors } from '#server/core/doctor/floors.ts';
import { repositoryRoot } from '#server/core/paths.ts';

/** One Prisma, whichever of its packages asks; the engine's version begins with that of its client. */
const ofPrisma = ['prisma', '@prisma/client', '@prisma/adapter-pg', '@prisma/driver-adapter-utils'];

const entry = z.object({ version: z.string().optional(), link: z.boolean().optional() });
const lock = z
  .object({ packages: z.record(z.string(), entry) })
  .parse(JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8')));
const manifest = z
  .object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')));

test.each(Object.entries(packageFloors))('%s is %s or newer, wherever it is installed', (name, floor) => {
  const versions = installed(name);
  expect(versions).not.toEqual([]);
  for (const version of versions) expect(compare(version, floor), `${name} ${version}`).toBeGreaterThanOrEqual(0);
});

test('all packages of Prisma have one version', () => {
  const version = installed('prisma')[0];
  for (const name of ofPrisma) expect(installed(name), name).toEqual([version]);
  expect(installed('@prisma/schema-engine-wasm')[0]).toMatch(new RegExp(`^${version}-`));
});

test('the schema engine is the one that this Prisma was made with', () => {
  const engines = installed('@prisma/engines-version')[0];
  expect(installed('@prisma/schema-engine-wasm')).toEqual([engines]);
});

test('every version is pinned exactly', () => {
  const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  );
  expect(loose).toEqual([]);
});

test('versions are compared by number', () => {
  expect(compare('16.4.10', '16.4.9')).toBe(1);
  expect(compare('16.4.1', '16.4.1')).toBe(0);
  expect(compare('15.9.9', '16.4.1')).toBe(-1);
  expect(compare('16.4.1-canary.2', '16.4.1')).toBe(-1);
});

function installed(name: string): string[] {
  return Object.entries(lock.packages)
    .filter(([path]) => path.endsWith(`node_modules/${name}`))
    .map(([, found]) => found.version ?? '');
}

function compare(version: string, floor: string): number {
  const [left, pre] = version.split('-');
  const [a, b] = [left ?? '', floor].map((text) => text.split('.').map(Number));
  for (const index of [0, 1, 2]) {
    const difference = Math.sign((a?.[index] ?? 0) - (b?.[index] ?? 0));
    if (difference !== 0) return difference;
  }
  return pre === undefined ? 0 : -1;
}
