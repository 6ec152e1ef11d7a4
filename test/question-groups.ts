import { z } from 'zod';
import { randomOf } from '#lib/random.ts';
import { prisma } from '#server/core/db/prisma.ts';

const DIMS = 8;
const ids = z.array(z.object({ id: z.number() }));

/** A text of a planted group: its id, what it says, and its vector if it has one. */
export type PlantedText = { id: number; question: string; vector: Float32Array | null };

/**
 * Asks questions and puts them into a group of their own, with vectors around a direction of chance unless `vectors` is
 * false. @param topics one name a text: texts of one name lie near each other
 */
export async function plantGroup(
  topics: readonly string[],
  { vectors = true, times = 1 }: { vectors?: boolean; times?: number } = {},
): Promise<{ id: number; texts: PlantedText[] }> {
  const [group] = ids.parse(
    await prisma().$queryRaw`insert into question_groups default values returning id::float8 as id`,
  );
  if (group === undefined) throw new Error('No group was made.');
  const texts: PlantedText[] = [];
  for (const [place, topic] of topics.entries()) {
    const question = `${topic} number ${group.id} ${place}`;
    for (let time = 0; time < times; time += 1)
      await prisma()
        .$executeRaw`insert into conversations (session_id, user_message, assistant_response, is_answered) values ('s', ${question}, 'a', 1)`;
    texts.push({ id: 0, question, vector: vectors ? vectorOf(topic, place) : null });
  }
  await prisma().$queryRaw`select question_texts_compact()::text as folded`;
  for (const text of texts) {
    const [found] = ids.parse(
      await prisma().$queryRaw`select id::float8 as id from question_texts where normalized = ${text.question}`,
    );
    text.id = found?.id ?? 0;
    if (text.vector === null) continue;
    await prisma().$executeRaw`
      insert into question_embeddings (text_id, model, vector, placed_by) values (${text.id}::bigint, 'test', ${new Uint8Array(text.vector.buffer)}::bytea, 'online')`;
  }
  await prisma()
    .$queryRaw`select question_texts_place(${texts.map(({ id }) => id)}::bigint[], ${texts.map(() => group.id)}::bigint[])::text as placed`;
  return { id: group.id, texts };
}

function vectorOf(topic: string, place: number): Float32Array {
  const towards = randomOf([...topic].reduce((sum, sign) => sum * 31 + (sign.codePointAt(0) ?? 0), 7));
  const aside = randomOf(place + 1);
  const vector = Float32Array.from({ length: DIMS }, () => towards() - 0.5 + (aside() - 0.5) * 0.2);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** The group of every text. */
export async function placement(): Promise<Map<number, number>> {
  const rows = await prisma()
    .$queryRaw`select id::float8 as id, group_id::float8 as group from question_texts order by id`;
  return new Map(
    z
      .array(z.object({ id: z.number(), group: z.number() }))
      .parse(rows)
      .map(({ id, group }) => [id, group]),
  );
}
