import { beforeEach, expect, test } from 'vitest';
import { prisma } from '#server/core/db/prisma.ts';
import { withDatabase } from '#test/database.ts';
import { type PlantedText, plantGroup } from '#test/question-groups.ts';
import { absentModel } from '#test/questions.ts';
import { whileOpen } from '#test/while-open.ts';
import { storeNeighbours } from './regroup-apply.ts';
import { renewVectors } from './renew-vectors.ts';

withDatabase();

beforeEach(async () => {
  await prisma().$executeRaw`truncate conversations`;
});

/** The turns of the first of these texts go, and it with them. */
const firstGoes = ([first]: readonly PlantedText[]) => [
  `delete from conversations where user_message = '${first?.question}'`,
  'select question_texts_compact()',
];

test('neighbours of a text that goes meanwhile are passed over', async () => {
  const { texts } = await plantGroup(['card', 'card']);
  const ids = Float64Array.from(texts, ({ id }) => id);
  const nearest = texts.map(() => new Uint8Array(12));
  await whileOpen(firstGoes(texts), () => storeNeighbours({ kind: 'neighbours', ids, nearest }));
  const stored = await prisma().$queryRaw`select text_id::float8 as id from question_neighbours`;
  expect(stored).toEqual([{ id: texts[1]?.id }]);
});

test('vectors of a text that goes meanwhile are passed over', async () => {
  const { texts } = await plantGroup(['card', 'card'], { vectors: false });
  await whileOpen(firstGoes(texts), () => renewVectors(absentModel, new AbortController().signal, async () => {}));
  const stored = await prisma().$queryRaw`select text_id::float8 as id from question_embeddings`;
  expect(stored).toEqual([{ id: texts[1]?.id }]);
});
