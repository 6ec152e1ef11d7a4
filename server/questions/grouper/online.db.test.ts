import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { systemActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { EmbedderProcess } from '#server/questions/embedding/embedder-process.ts';
import { withDatabase } from '#test/database.ts';
import { OnlineGrouping } from './online.ts';

withDatabase();
const worker = systemActor('test');
const folder = mkdtempSync(join(tmpdir(), 'switchboard-online-'));
const made: EmbedderProcess[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const one of made.splice(0)) one.stop();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A worker's grouping, with a sentence model that does as the script says. */
function workerWith(name: string, script: string): { grouping: OnlineGrouping; embedder: EmbedderProcess } {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, script);
  const embedder = new EmbedderProcess({ script: file });
  made.push(embedder);
  return { grouping: new OnlineGrouping(worker, embedder), embedder };
}

const absent = `process.send({ kind: 'unavailable', message: 'No such package.' }, undefined, undefined, () => process.exit(0));`;
const silent = `process.on('message', () => {}); process.send({ kind: 'ready', model: 'minilm-l6-v2', dims: 1 });`;
const well = `
  process.on('message', ({ id, texts }) => process.send({ kind: 'vectors', id, vectors: new Float32Array(texts.length).fill(1) }));
  process.send({ kind: 'ready', model: 'minilm-l6-v2', dims: 1 });`;

async function ask(message: string): Promise<void> {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered) values ('s', ${message}, 'a', 1)`;
}

const noted = () => prisma().$queryRaw`select model, trouble from question_grouper`;
const later = (minutes: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 });

test('what is missing is said until the model has made a vector, also after a start', async () => {
  const missing = [{ model: 'lexical-char-3-5', trouble: 'No such package.' }];
  await ask('where is my card');
  const { grouping } = workerWith('absent', absent);
  await grouping.work();
  expect(await noted()).toEqual(missing);
  later(11);
  await grouping.work();
  expect(await noted(), 'while nothing is asked').toEqual(missing);
  await workerWith('absent', absent).grouping.work();
  expect(await noted(), 'after a start that mended nothing').toEqual(missing);
  await workerWith('well', well).grouping.work();
  expect(await noted(), 'after one that did').toEqual([{ model: 'minilm-l6-v2', trouble: null }]);
  await workerWith('absent', absent).grouping.work();
  expect(await noted(), 'without a question nothing is tried').toEqual([{ model: 'minilm-l6-v2', trouble: null }]);
});

test('what is being embedded when the worker stops waits for the next, and is not grouped by letters', async () => {
  await ask('where is my loan');
  const { grouping, embedder } = workerWith('silent', silent);
  const working = grouping.work();
  await expect.poll(() => embedder.state.state, { timeout: 10_000 }).toBe('warm');
  grouping.stop();
  embedder.stop();
  await working;
  const rows = await prisma().$queryRaw`
    select q.group_id::int as group, e.model from question_texts q left join question_embeddings e on e.text_id = q.id where q.normalized = 'where is my loan'`;
  expect(z.array(z.unknown()).parse(rows)).toEqual([{ group: 0, model: null }]);
});
