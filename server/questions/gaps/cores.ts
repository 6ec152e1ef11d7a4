import 'server-only';
import { z } from 'zod';
import { type Core, coreOf, DECIDING } from '#lib/questions/gaps/core.ts';
import { placeAround } from '#lib/questions/grouping/vectors.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { inTransaction } from '#server/core/db/transaction.ts';
import { vectorFrom, vectorToHex } from '#server/questions/grouper/bytes.ts';
import { limitStatements, type Reach, readWithin } from './reach.ts';

/** Texts of a group that are looked at: those that failed most, and as many of those asked most, each compared with every other. */
const MOST_FAILED = 300;
const MOST_ASKED = 300;
/** The latest turns of a text that are looked at for those that were judged. */
const LATEST = 2 * DECIDING;
/** A core moves slowly; it is made again no sooner than after so long. */
export const REST_SECONDS = 60;

const dueSchema = z.array(
  z.object({
    gap: z.string(),
    group: z.string(),
    model: z.string(),
    mean: z.instanceof(Uint8Array).nullable(),
    made: z.boolean(),
  }),
);
const textSchema = z.array(
  z.object({
    id: z.string(),
    failed: z.coerce.number(),
    judged: z.coerce.number(),
    everFailed: z.coerce.number(),
    vector: z.instanceof(Uint8Array),
  }),
);
type Text = z.infer<typeof textSchema>[number];

/**
 * Makes the cores of the open gaps of these groups anew, except of those that have just been made. A closed gap keeps the one it was worked
 * off with. A group without vectors has none.
 * @param restSeconds 0 to make all
 */
export async function renewCores(
  actor: Actor,
  groups: readonly string[],
  restSeconds: number = REST_SECONDS,
): Promise<void> {
  requirePermission(actor, 'gaps.triage');
  const { rows } = await mainPool().query(
    `select p.id::text as gap, p.group_id::text as group, g.model, s.mean, k.made_at is not null as made
     from question_gaps p join question_groups g on g.id = p.group_id left join question_spaces s on s.model = g.model
     left join question_gap_cores k on k.gap_id = p.id and k.group_id = p.group_id
     where p.group_id = any ($1::bigint[]) and p.joined_into is null and p.closed is null and p.gone_at is null and g.model is not null
       and (k.made_at is null or k.made_at <= timezone('utc', now()) - make_interval(secs => $2))`,
    [groups, restSeconds],
  );
  for (const { gap, group, model, mean, made } of dueSchema.parse(rows))
    await readWithin(`core ${gap}`, async (reach) => {
      const texts = placedTexts(await readTexts(actor, group, model, reach), mean);
      if (!(made && reach.inPart)) await keepCore(gap, group, model, texts.length, coreOf(texts));
    });
}

/** Where the figures of a text are of more turns than decide, and of both kinds, its latest turns say how it fares now. */
function readTexts(actor: Actor, group: string, model: string, reach: Reach): Promise<Text[]> {
  const [mostFailed, mostAsked] = [MOST_FAILED, MOST_ASKED].map((most) => Math.ceil(most * reach.share));
  return inTransaction(actor, async (tx) => {
    await limitStatements(tx, reach);
    return textSchema.parse(
      await tx.$queryRaw`
    with failed as (
      select id, hash, unanswered, answered from question_texts where group_id = ${group}::bigint and unanswered > 0 order by unanswered desc, id limit ${mostFailed}::int
    ), asked as (
      select id, hash, unanswered, answered from question_texts where group_id = ${group}::bigint order by asked desc, id limit ${mostAsked}::int
    )
    select t.id::text as id, coalesce(l.failed, t.unanswered)::text as failed, coalesce(l.judged, t.unanswered + t.answered)::text as judged, t.unanswered::text as "everFailed", e.vector
    from (select * from failed union select * from asked) t join question_embeddings e on e.text_id = t.id
    left join lateral (
      select count(*) filter (where j.state = 'unanswered') as failed, count(*) as judged from (
        select s.state from (
          select c.id, c.created_at from conversations c where search.asked_key(c.user_message) = substring(t.hash from 1 for 8) order by c.created_at desc limit ${LATEST}
        ) c cross join lateral (select s.state from conversation_states s where s.id = c.id and s.created_at = c.created_at) s
        where s.state in ('answered', 'unanswered') order by c.created_at desc limit ${DECIDING}
      ) j
    ) l on t.unanswered > 0 and t.answered > 0 and t.unanswered + t.answered > ${DECIDING}
    where e.model = ${model} order by t.id`,
    );
  });
}

function placedTexts(texts: readonly Text[], mean: Uint8Array | null) {
  return texts.map(({ vector: bytes, ...text }) => {
    const vector = vectorFrom(bytes);
    return { ...text, placed: placeAround(mean === null ? new Float32Array(vector.length) : vectorFrom(mean), vector) };
  });
}

/** A gap that left its group meanwhile keeps the core it has, which is out of date by then. */
async function keepCore(gap: string, group: string, model: string, looked: number, core: Core | null): Promise<void> {
  await mainPool().query(
    `insert into question_gap_cores (gap_id, group_id, model, texts, looked, mean, failing)
     select p.id, p.group_id, $3, $4::bigint[], $7, decode($5, 'hex'), $6 from question_gaps p where p.id = $1 and p.group_id = $2 for key share
     on conflict (gap_id) do update set group_id = excluded.group_id, model = excluded.model, texts = excluded.texts, looked = excluded.looked, mean = excluded.mean,
       failing = excluded.failing, made_at = timezone('utc', clock_timestamp())`,
    [
      gap,
      group,
      model,
      core?.texts ?? [],
      core === null ? null : vectorToHex(core.mean),
      core?.failing ?? null,
      looked,
    ],
  );
}
