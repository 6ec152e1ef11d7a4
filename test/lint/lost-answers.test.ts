import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '#server/core/paths.ts';

// What is thrown in a transition is thrown where the page is drawn: a lost answer would take what was typed with it.
const files = readdirSync(join(repositoryRoot, 'components'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => `components/${name}`);
/** What these wait for, in the same file, catches it itself. */
const catching = /^await (look|send|step|work)\b/;

test('whatever a transition waits for comes to a failure when its answer is lost', () => {
  const waits = files.flatMap((file) => waitsOf(readFileSync(join(repositoryRoot, file), 'utf8')));
  expect(waits.length).toBeGreaterThan(15);
  expect(waits.filter((wait) => !/\.catch\(\s*noAnswer\b/.test(wait) && !catching.test(wait))).toEqual([]);
});

test('a wait without an answer to its loss is seen', () => {
  expect(waitsOf('start(async () => {\n  const done = await saveAction(one);\n});')).toEqual([
    'await saveAction(one);',
  ]);
});

/** The waits of a file's transitions, each to the end of its statement. */
function waitsOf(code: string): string[] {
  const bodies = [...code.matchAll(/\bstart\w*\(\s*async /g)].map(({ index }) =>
    code.slice(index, closing(code, index)),
  );
  return bodies.flatMap((body) => [...body.matchAll(/await [^;]*;?/g)].map(([wait]) => wait));
}

/** Where the first parenthesis after `from` is closed. */
function closing(code: string, from: number): number {
  let depth = 0;
  for (let at = code.indexOf('(', from); at < code.length; at++) {
    if (code[at] === '(') depth += 1;
    if (code[at] === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return code.length;
}
