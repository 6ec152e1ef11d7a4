import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { fail, ok } from '#lib/result.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { EmbedderStopped } from '#server/questions/embedding/embedder-process.ts';
import { withDatabase } from '#test/database.ts';
import { vectorToHex } from './bytes.ts';
import { Centroids } from './centroids.ts';
import { type GroupingTools, groupPending } from './group-pending.ts';

withDatabase();
const worker = systemActor('test');

/** A model that knows three subjects by a word, and notes what it was given. */
const given: string[] = [];
const subjects = ['card', 'loan', 'branch'];
const embed: GroupingTools['embedder']['embed'] = async (texts) => {
  given.push(...texts);
  const vectors = texts.map((text) =>
    Float32Array.from([...subjects, text].map((subject, at) => (at < 3 && text.includes(subject) ? 1 : 0))),
  );
  return ok({ model: 'minilm-l6-v2', vectors });
};

let tools: GroupingTools;
beforeEach(async () => {
  await prisma().$executeRaw`truncate conversations`;
  await prisma().$executeRaw`delete from question_groups where id > 0`;
  await prisma().$executeRaw`delete from question_spaces`;
  given.length = 0;
  tools = { embedder: { embed }, centroids: new Centroids(), spelling: new Map() };
});

async function ask(...messages: string[]): Promise<void> {
  for (const message of messages)
    await prisma().$executeRaw`
      insert into conversations (session_id, user_message, assistant_response, is_answered) values ('s', ${message}, 'a', 1)`;
}

const group = () => groupPending(worker, tools, 100);

const row = z.array(
  z.object({ text: z.string(), group: z.number(), model: z.string().nullable(), near: z.string().nullable() }),
);
async function placed() {
  return row.parse(
    await prisma().$queryRaw`
      select q.normalized as text, q.group_id::int as group, e.model, n.normalized as near
      from question_texts q left join question_embeddings e on e.text_id = q.id left join question_texts n on n.id = e.nearest_id order by q.normalized collate "C"`,
  );
}

/** By group: the texts in each, in their order. */
async function groups(): Promise<string[][]> {
  return [...Map.groupBy(await placed(), (one) => one.group).values()].map((texts) => texts.map(({ text }) => text));
}

test('what was asked before is left to be counted with the other figures, until something new is asked', async () => {
  await ask('where is my card');
  await group();
  const waiting = async () =>
    z
      .tuple([z.object({ count: z.int() })])
      .parse(await prisma().$queryRaw`select count(*)::int as count from question_text_deltas`)[0].count;
  await ask('Where is my card?');
  expect(await group()).toMatchObject({ looked: 0 });
  expect(await waiting()).toBe(1);
  await ask('where is my loan');
  expect(await group()).toMatchObject({ looked: 1 });
  expect(await waiting()).toBe(0);
});

test('a turn is in its group at once: small talk apart, the like together, the count of groups that of the turns', async () => {
  await ask('Hi!', 'where is my card', 'Thanks, bye', 'and in euro?', 'my card is lost', 'what does a loan cost');
  expect(await group()).toEqual({ looked: 6, embedded: 3, more: false });
  expect(await groups()).toEqual([
    ['and in euro'],
    ['hi'],
    ['my card is lost', 'where is my card'],
    ['thanks, bye'],
    ['what does a loan cost'],
  ]);
  await ask('is the card blue', 'where is my card');
  expect(await group()).toMatchObject({ looked: 1 });
  expect((await groups())[2]).toEqual(['is the card blue', 'my card is lost', 'where is my card']);
  expect(await group()).toEqual({ looked: 0, embedded: 0, more: false });
  const counts = await prisma().$queryRaw`
    select sum(asked)::int as asked, count(distinct group_id)::int as groups from question_group_counts where grain = 0`;
  expect(counts).toEqual([{ asked: 8, groups: 5 }]);
});

test('who is in a group knows why: how near its middle and which question stands for it', async () => {
  await ask('where is my card');
  await group();
  await ask('a card please send');
  await group();
  expect((await placed())[0]).toMatchObject({ near: 'where is my card', model: 'minilm-l6-v2' });
  const why = await prisma()
    .$queryRaw`select likeness::float8 as likeness, placed_by as by from question_embeddings order by text_id`;
  expect(why).toEqual([
    { likeness: 1, by: 'online' },
    { likeness: 1, by: 'online' },
  ]);
});

test('personal data never reaches the model, and texts of one masked form share a vector', async () => {
  await ask('card for ada@example.org', 'card for bob@example.org');
  await group();
  await ask('Card for eve@example.org!');
  await group();
  expect(given).toEqual(['card for [e-mail]']);
  expect((await groups()).length).toBe(1);
});

test('other alphabets, and all while the model is absent, go by letters, in a space of their own', async () => {
  await ask('আমার কার্ড কোথায় আছে', 'আমার কার্ডটা কোথায় আছে', 'my card is here');
  await group();
  expect(await groups()).toEqual([['my card is here'], ['আমার কার্ড কোথায় আছে', 'আমার কার্ডটা কোথায় আছে']]);
  tools = { ...tools, embedder: { embed: async () => fail('unavailable', 'No such package.') } };
  await ask('where is the card');
  await group();
  expect((await placed()).map(({ model }) => model)).toEqual([
    'minilm-l6-v2',
    'lexical-char-3-5',
    'lexical-char-3-5',
    'lexical-char-3-5',
  ]);
  expect(await groups()).toHaveLength(3);
});

test('the youngest come first, and more waits', async () => {
  await ask('card one', 'card two', 'loan three');
  expect(await groupPending(worker, tools, 1)).toEqual({ looked: 1, embedded: 1, more: true });
  expect((await placed()).filter(({ group: of }) => of > 0)).toHaveLength(1);
});

test('a group that was merged away leads on, also when that happened since it was read', async () => {
  await ask('card one', 'loan two');
  await group();
  const [card, loan] = (await placed()).map((one) => one.group);
  await tools.centroids.sync();
  await prisma().$executeRaw`update question_groups set merged_into = ${loan}::bigint where id = ${card}::bigint`;
  tools.centroids.sync = async () => {};
  await ask('card three');
  await group();
  expect((await placed())[1]).toMatchObject({ text: 'card three', group: loan });
});

test('nothing is placed by a space that was set anew meanwhile', async () => {
  await ask('card one');
  await group();
  await ask('card two');
  const mean = vectorToHex(Float32Array.from([0, 0, 0, 1]));
  const read = tools.centroids.sync.bind(tools.centroids);
  tools.centroids.sync = async () => {
    await read();
    await prisma()
      .$executeRaw`insert into question_spaces (model, mean, mean_texts, texts) values ('minilm-l6-v2', decode(${mean}, 'hex'), 1, 1)`;
  };
  await group();
  expect((await placed())[1]?.group).toBe(0);
  tools.centroids.sync = read;
  await group();
  expect((await placed())[1]?.group).toBeGreaterThan(0);
});

test('a question that is erased while it is grouped leaves nothing behind, and begins no group for others', async () => {
  await ask('card one', 'card two', 'loan three');
  const read = tools.centroids.sync.bind(tools.centroids);
  tools.centroids.sync = async () => {
    await read();
    await prisma().$executeRaw`delete from conversations where user_message in ('card two', 'loan three')`;
    await prisma().$queryRaw`select question_texts_compact()::text as folded`;
  };
  // The youngest first: `loan three` would begin a group alone, `card two` one that `card one` follows into.
  await group();
  const made = () => prisma().$queryRaw`select count(*)::int as groups from question_groups where id > 0`;
  expect(await made()).toEqual([{ groups: 0 }]);
  expect(await placed()).toMatchObject([{ text: 'card one', group: 0 }]);
  tools.centroids.sync = read;
  await group();
  expect(await made()).toEqual([{ groups: 1 }]);
  expect(await placed()).toMatchObject([{ text: 'card one', group: expect.any(Number), near: null }]);
});

test('questions that are under way when the worker stops wait, and do not go by letters', async () => {
  await ask('card one');
  const stopped = new EmbedderStopped();
  tools.embedder = { embed: () => Promise.reject(stopped) };
  await expect(group()).rejects.toBe(stopped);
  expect(await placed()).toMatchObject([{ group: 0, model: null }]);
});
