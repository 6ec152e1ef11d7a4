import 'server-only';
import { z } from 'zod';
import { type GroupKind, groupKinds } from '#lib/questions/groups.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { questionReader, textMask } from '#server/questions/wordings.ts';

/** What is known of a group beside its figures. */
export type Group = {
  id: number;
  kind: GroupKind;
  /** Its name, or the question that stands for it; personal data masked. */
  question: string;
  /** The question that stands for it where somebody gave it a name of its own. */
  unnamed: string | null;
  /** Whether its name is stored with something that `question` masks. */
  masked: boolean;
  wordings: number;
  pinned: boolean;
  mixed: boolean;
  /** Mean cosine between two of its texts, 1 for a single one; null before it was first measured. */
  cohesion: number | null;
  version: number;
  /** UTC. */
  createdAt: string;
  /** The group that took its texts over, at the end of all mergers; null while it stands. */
  leadsTo: number | null;
};

const rowSchema = z.object({
  id: z.coerce.number(),
  kind: z.enum(groupKinds),
  name: z.string().nullable(),
  wording: z.string().nullable(),
  normalized: z.string().nullable(),
  wordings: z.int(),
  pinned: z.boolean(),
  mixed: z.boolean(),
  cohesion: z.number().nullable(),
  version: z.int(),
  createdAt: z.string(),
  leadsTo: z.coerce.number().nullable(),
});

/** More mergers than this in a row lead nowhere. */
const MOST_STEPS = 100;

/** A group of questions, or null where there is none by that id. */
export async function getGroup(actor: Actor, id: number): Promise<Group | null> {
  requirePermission(actor, 'questions.read');
  const rows = await prisma().$queryRaw`
    with recursive led as (
      select g.id, g.merged_into, 0 as step from question_groups g where g.id = ${id}::bigint
      union all
      select g.id, g.merged_into, l.step + 1 from led l join question_groups g on g.id = l.merged_into where l.step < ${MOST_STEPS}::int
    )
    select g.id::text as id, g.kind, g.name, t.wording, t.normalized, (select count(*)::int from question_texts q where q.group_id = g.id) as wordings,
           g.pinned, g.mixed, g.cohesion, g.version, to_char(g.created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "createdAt",
           (select l.id::text from led l where l.step > 0 order by l.step desc limit 1) as "leadsTo"
    from question_groups g
    left join lateral (
      select q.normalized, (select left(c.user_message, 2000) from conversations c where c.id = q.last_id and c.created_at = q.last_at) as wording
      from question_texts q where q.group_id = g.id order by q.id = g.medoid_id desc nulls last, q.asked desc, q.id limit 1
    ) t on true
    where g.id = ${id}::bigint`;
  const [row] = z.array(rowSchema).parse(rows);
  if (row === undefined) return null;
  const [read, mask] = await Promise.all([questionReader(actor), textMask(actor)]);
  const { name, wording, normalized, ...facts } = row;
  const medoid = normalized === null ? 'No text is in it now' : read({ wording, normalized });
  if (name === null) return { ...facts, question: medoid, unnamed: null, masked: false };
  const shown = mask(name);
  return { ...facts, question: shown, unnamed: medoid, masked: shown !== name };
}
