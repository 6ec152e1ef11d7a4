import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { maskableSource } from '#lib/privacy/mask.ts';
import { normalizeQuestion } from '#lib/questions/normalize.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { currentMaskRules } from '#server/core/privacy/mask-rules.ts';
import { questionReader, type Worded } from '#server/questions/wordings.ts';

const TEXTS_AT_A_TIME = 500;
/** Small talk comes before all other groups. */
const LOWEST_GROUP = -3;

/** The words that are looked for, as texts are counted by; none for what is empty. */
export function searchedWords(query: string): string[] {
  return normalizeQuestion(query)
    .split(' ')
    .filter((word) => word !== '');
}

/** Whether a stored text has all of the words. */
export function hasWords(column: Prisma.Sql, words: readonly string[]): Prisma.Sql {
  if (words.length === 0) return Prisma.sql`true`;
  return Prisma.join(
    words.map((word) => Prisma.sql`${column} like '%' || search.like_literal(${word}) || '%'`),
    ' and ',
  );
}

/**
 * Tells of a text in which words were found whether it may be shown for them: where something is masked, each must stand in
 * what is shown. Else a number could be read out digit by digit.
 */
export async function foundReader(actor: Actor, words: readonly string[]): Promise<(text: Worded) => boolean> {
  const read = await questionReader(actor);
  return (text) => {
    const shown = read(text);
    if (shown === (text.wording ?? text.normalized)) return true;
    const normalized = normalizeQuestion(shown);
    return words.every((word) => normalized.includes(word));
  };
}

/** The groups with the words in their name or in one of their texts, as these are shown. */
export async function findGroupsWith(actor: Actor, words: readonly string[]): Promise<number[]> {
  requirePermission(actor, 'analytics.read');
  const isFound = await foundReader(actor, words);
  const named = (await findNamed(words)).filter(({ name }) => isFound({ wording: name, normalized: '' }));
  const first = await findFirst(words);
  const found = new Set([...named, ...first.filter((text) => text.isPlain || isFound(text))].map(({ group }) => group));
  const left = first.map(({ group }) => group).filter((group) => !found.has(group));
  for (let after = { group: LOWEST_GROUP, id: 0 }; left.length > 0; ) {
    const texts = await findPortion(words, left, after);
    for (const text of texts) if (!found.has(text.group) && isFound(text)) found.add(text.group);
    const last = texts.at(-1);
    if (last === undefined || texts.length < TEXTS_AT_A_TIME) break;
    // The rest of a group that is found need not be read.
    after = found.has(last.group) ? { group: last.group + 1, id: 0 } : { group: last.group, id: last.id };
  }
  return [...found];
}

const namedRows = z.array(z.object({ group: z.number(), name: z.string() }));

async function findNamed(words: readonly string[]): Promise<z.infer<typeof namedRows>> {
  const rows = await prisma().$queryRaw`
    select g.id::float8 as group, g.name from question_groups g
    where g.name is not null and ${hasWords(Prisma.sql`lower(g.name)`, words)}`;
  return namedRows.parse(rows);
}

const textRow = z.object({ group: z.number(), id: z.number(), normalized: z.string(), wording: z.string().nullable() });
const firstRows = z.array(textRow.extend({ isPlain: z.boolean() }));

/** Of each group one text with the words: if there is one, a plain one, in which nothing is ever masked; else the most asked. */
async function findFirst(words: readonly string[]): Promise<z.infer<typeof firstRows>> {
  const rows = await prisma().$queryRaw`
    with first as materialized (
      select distinct on (q.group_id) q.group_id, q.id, not ${await maskable(Prisma.sql`q.normalized`)} as plain
      from question_texts q where ${hasWords(Prisma.sql`q.normalized`, words)} order by q.group_id, 3 desc, q.asked desc, q.id
    )
    select f.group_id::float8 as group, f.id::float8 as id, f.plain as "isPlain", q.normalized,
           case when not f.plain then ${wordingOf(Prisma.sql`q`)} end as wording
    from first f join question_texts q on q.id = f.id`;
  return firstRows.parse(rows);
}

/** A portion of the texts of these groups that have the words. */
async function findPortion(
  words: readonly string[],
  groups: readonly number[],
  after: { group: number; id: number },
): Promise<z.infer<typeof textRow>[]> {
  const rows = await prisma().$queryRaw`
    select q.group_id::float8 as group, q.id::float8 as id, q.normalized, ${wordingOf(Prisma.sql`q`)} as wording
    from question_texts q
    where q.group_id = any (${[...groups]}::bigint[]) and (q.group_id, q.id) > (${after.group}::bigint, ${after.id}::bigint)
      and ${hasWords(Prisma.sql`q.normalized`, words)}
    order by q.group_id, q.id limit ${TEXTS_AT_A_TIME}::int`;
  return z.array(textRow).parse(rows);
}

/** A text as its youngest turn worded it; null where that is gone. */
export function wordingOf(text: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(select left(c.user_message, 2000) from conversations c where c.id = ${text}.last_id and c.created_at = ${text}.last_at)`;
}

async function maskable(column: Prisma.Sql): Promise<Prisma.Sql> {
  return Prisma.sql`(${column} ~ ${maskableSource(await currentMaskRules())})`;
}
