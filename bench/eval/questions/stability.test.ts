import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '#server/core/paths.ts';
import { lexicalOf } from '#server/questions/embedding/lexical.ts';
import { readLabelled } from './labelled.ts';
import { stabilityOf } from './stability.ts';

test('groups stay what they were through ten re-clusters of a growing log, and every decision holds', async () => {
  const questions = readLabelled(join(repositoryRoot, 'test/fixtures/questions/banking77-1540.csv'));
  const vectors = await lexicalOf([]).embed(questions.map(({ text }) => text));
  const stability = stabilityOf(
    vectors,
    questions.map(({ category }) => category),
    2,
  );
  expect(stability).toMatchObject({ decisions: 30, broken: 0 });
  // By letters groups are looser than by meaning, where it is 0.95.
  expect(stability.kept).toBeGreaterThan(0.9);
});
