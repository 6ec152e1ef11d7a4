import 'server-only';
import { z } from 'zod';
import { decisionKinds } from '#lib/questions/rulings/decision.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { textMask } from '#server/questions/wordings.ts';

const MOST = 100;
/** More mergers than this in a row lead nowhere. */
const MOST_STEPS = 100;

const takenRow = z.object({
  id: z.number(),
  kind: z.enum(decisionKinds),
  /** The groups it is about, the one it was taken on first. */
  groups: z.array(z.number()),
  /** It is about groups alone that have gone into the one asked for. */
  cameWith: z.boolean(),
  /** How many texts changed their group by it. */
  texts: z.int(),
  /** The name before a renaming; personal data masked. */
  name: z.string().nullable(),
  by: z.string().nullable(),
  at: z.string(),
  undoneBy: z.string().nullable(),
  undoneAt: z.string().nullable(),
});
/** A decision as a group's page tells it; `by` is null for a program or a user who is gone. */
export type DecisionTaken = z.infer<typeof takenRow>;

/** What people decided about a group and those that lead on to it, newest first, at most 100. */
export async function findDecisions(actor: Actor, group: number): Promise<DecisionTaken[]> {
  requirePermission(actor, 'questions.read');
  const rows = await prisma().$queryRaw`
    with recursive led as (
      select ${group}::bigint as id, 0 as step
      union all
      select g.id, l.step + 1 from led l join question_groups g on g.merged_into = l.id where l.step < ${MOST_STEPS}::int
    )
    select r.id::float8 as id, r.kind, r.before->'groups' as groups, not r.before->'groups' @> to_jsonb(${group}::bigint) as "cameWith", r.before->>'name' as name,
      (select coalesce(sum(jsonb_array_length(m->'texts')), 0)::int from jsonb_array_elements(r.before->'moved') m) as texts,
      u.name as by, to_char(r.made_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at,
      v.name as "undoneBy", to_char(r.undone_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "undoneAt"
    from question_rulings r left join users u on u.id = r.made_by left join users v on v.id = r.undone_by
    where exists (select from jsonb_array_elements(r.before->'groups') e (id) where e.id::bigint in (select l.id from led l)) order by r.id desc limit ${MOST}`;
  const mask = await textMask(actor);
  return z
    .array(takenRow)
    .parse(rows)
    .map((taken) => ({ ...taken, name: taken.name === null ? null : mask(taken.name) }));
}
