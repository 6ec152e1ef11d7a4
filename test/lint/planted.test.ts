import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { repositoryRoot } from '#server/core/paths.ts';
import { type Plant, plants } from './planted.ts';

// A gate that sees nothing is green for ever. So violations of each rule are planted in a copy of the house, in every
// room and in every form an import can take, and the linter must report each of them; what a room may do, it must not.
const house = mkdtempSync(join(tmpdir(), 'switchboard-planted-'));
const planted = plants.map((plant, index) => ({ ...plant, file: ownPlace(plant, index) }));
let reported: ReadonlyMap<string, ReadonlySet<string>>;

beforeAll(() => {
  for (const { file, code } of planted) write(file, code);
  write('lib/cycle/one.ts', "import { two } from './two.ts';\n\nexport const one = () => two;\n");
  write('lib/cycle/two.ts', "import { one } from './one.ts';\n\nexport const two = () => one;\n");
  reported = lint();
}, 60_000);

afterAll(() => rmSync(house, { recursive: true, force: true }));

describe.each(planted)('$path', ({ file, code, rule }) => {
  test(`${rule ?? 'nothing'} in ${code.trim().split('\n')[0]?.slice(0, 100)}`, () => {
    const rules = [...(reported.get(file) ?? [])];
    if (rule === null) expect(rules).not.toContain('noRestrictedImports');
    else expect(rules).toContain(rule);
  });
});

test('a cycle of imports is reported', () => {
  expect([...(reported.get('lib/cycle/one.ts') ?? [])]).toContain('noImportCycles');
});

/** The first plant of a path lies there; the others in a folder of their own beneath, in the same room. */
function ownPlace({ path }: Plant, index: number): string {
  const first = plants.findIndex((plant) => plant.path === path) === index;
  return first ? path : join(dirname(path), `plant-${index}`, basename(path));
}

function write(file: string, code: string): void {
  mkdirSync(dirname(join(house, file)), { recursive: true });
  writeFileSync(join(house, file), code);
}

const answer = z.object({
  diagnostics: z.array(z.object({ category: z.string(), location: z.object({ path: z.string() }) })),
});

/** The names of the rules that each file breaks. */
function lint(): Map<string, Set<string>> {
  for (const name of ['biome.json', 'package.json']) copyFileSync(join(repositoryRoot, name), join(house, name));
  const biome = join(repositoryRoot, 'node_modules/@biomejs/biome/bin/biome');
  const parameters = ['lint', '--reporter=json', '--max-diagnostics=none', '--vcs-enabled=false', '.'];
  const run = spawnSync(process.execPath, [biome, ...parameters], { cwd: house, encoding: 'utf8', maxBuffer: 1e9 });
  const found = new Map<string, Set<string>>();
  for (const { category, location } of answer.parse(JSON.parse(run.stdout)).diagnostics) {
    const rules = found.get(location.path) ?? new Set();
    found.set(location.path, rules.add(category.split('/').at(-1) ?? category));
  }
  return found;
}
