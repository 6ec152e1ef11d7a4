import 'server-only';
import { z } from 'zod';
import type { Transaction } from '#server/core/db/transaction.ts';
import { createGapEvent } from './events.ts';

const BY = 'system:worker';

/** What a gap takes over from one that joins it and gives back when that parts from it; a draft is told by its instant. */
const fields = ['assignee', 'due_on', 'draft_at', 'fixed_at'] as const;
type Fields = Record<(typeof fields)[number], string | null>;

/** Of each field that was taken, what stood there before and since. Ids, days and instants, as Postgres writes them; never a text. */
const tookSchema = z.partialRecord(z.enum(fields), z.object({ was: z.string().nullable(), is: z.string().nullable() }));
type Took = z.infer<typeof tookSchema>;

/**
 * Lets the gap that stays hold what the one that joins it held, and notes of which fields. A note that holds the other already stays as it
 * is; one that changes bears a new instant, by which whoever writes there is told. Of two drafts the other's is kept in the note.
 */
export async function takeOver(tx: Transaction, stays: string, joins: string): Promise<void> {
  const before = await readFields(tx, stays);
  await tx.$executeRaw`
    update question_gaps s set assignee = coalesce(s.assignee, j.assignee), due_on = least(s.due_on, j.due_on),
      draft = case when btrim(s.draft) = '' then j.draft else s.draft end, draft_by = case when btrim(s.draft) = '' then j.draft_by else s.draft_by end,
      draft_at = case when btrim(s.draft) = '' then j.draft_at else s.draft_at end,
      note = t.note, note_by = case when btrim(s.note) = '' then coalesce(j.note_by, j.draft_by) else s.note_by end,
      note_at = case when t.note = s.note then s.note_at else timezone('utc', clock_timestamp()) end, fixed_at = greatest(s.fixed_at, j.fixed_at),
      first_failed_at = least(s.first_failed_at, j.first_failed_at)
    from question_gaps o cross join question_gaps j cross join lateral (
      select concat_ws(E'\\n\\n', nullif(btrim(j.note), ''),
        case when btrim(j.draft) not in ('', btrim(o.draft)) and btrim(o.draft) <> '' then E'The draft of the gap that joined this one:\\n' || btrim(j.draft) end) as note) k
    cross join lateral (
      select case when position(k.note in o.note) > 0 then o.note when position(btrim(o.note) in k.note) > 0 then k.note
                  else concat_ws(E'\\n\\n', o.note, k.note) end as note) t
    where o.id = s.id and s.id = ${stays}::bigint and j.id = ${joins}::bigint`;
  const after = await readFields(tx, stays);
  const took = Object.fromEntries(
    fields
      .filter((field) => before[field] !== after[field])
      .map((field) => [field, { was: before[field], is: after[field] }]),
  );
  await createGapEvent(tx, BY, stays, 'joined', { gap: joins, took });
}

/**
 * Takes out of the gap that this one had joined what it took over then and nobody changed since, and so on where that gap has handed
 * it on to a third. The note stays: it says of itself what it holds.
 */
export async function giveBack(tx: Transaction, parted: string): Promise<void> {
  let given: Took | null = null;
  for (let taken = await readTaken(tx, parted); taken !== null; ) {
    const { gap, took, joined } = taken;
    given = unchangedOf(took, await readFields(tx, gap), given);
    if (Object.keys(given).length === 0) return;
    await restore(tx, gap, given);
    await createGapEvent(tx, BY, gap, 'parted', { gap: parted });
    taken = joined ? await readTaken(tx, gap) : null;
  }
}

/** @param among what the gap before gave back; null for all */
function unchangedOf(took: Took, now: Fields, among: Took | null): Took {
  const fresh = Object.entries(took).filter(([name, one]) => {
    const field = z.enum(fields).parse(name);
    return now[field] === one.is && (among === null || among[field]?.is === one.is);
  });
  return tookSchema.parse(Object.fromEntries(fresh));
}

const takenSchema = z.array(z.object({ gap: z.string(), took: tookSchema, joined: z.boolean() }));

/** The gap that this one joined last, what that took from it, and whether it stands in another itself; null when there was none. */
async function readTaken(tx: Transaction, joining: string): Promise<z.infer<typeof takenSchema>[0] | null> {
  const rows = await tx.$queryRaw`
    select p.id::text as gap, e.details->'took' as took, p.joined_into is not null as joined
    from question_gap_events e join question_gaps p on p.id = e.gap_id
    where e.kind = 'joined' and e.details->>'gap' = ${joining} and e.details ? 'took' order by e.id desc limit 1`;
  return takenSchema.parse(rows)[0] ?? null;
}

const fieldsSchema = z.tuple([z.record(z.enum(fields), z.string().nullable())]);

async function readFields(tx: Transaction, gap: string): Promise<Fields> {
  const rows = await tx.$queryRaw`
    select assignee::text, due_on::text, draft_at::text, fixed_at::text from question_gaps where id = ${gap}::bigint for update`;
  return fieldsSchema.parse(rows)[0];
}

/** An emptied draft bears a new instant, so that a save from a page that still shows it is a conflict. */
async function restore(
  tx: Transaction,
  gap: string,
  { assignee, due_on: due, draft_at: draft, fixed_at: fixed }: Took,
): Promise<void> {
  const [assigned, dated, drafted, mended] = [assignee, due, draft, fixed].map((one) => one !== undefined);
  await tx.$executeRaw`
    update question_gaps set assignee = case when ${assigned} then (select id from users where id = ${assignee?.was ?? null}::uuid) else assignee end,
      due_on = case when ${dated} then ${due?.was ?? null}::date else due_on end, fixed_at = case when ${mended} then ${fixed?.was ?? null}::timestamp else fixed_at end,
      draft = case when ${drafted} then '' else draft end, draft_by = case when ${drafted} then null else draft_by end,
      draft_at = case when ${drafted} then timezone('utc', clock_timestamp()) else draft_at end, version = version + 1
    where id = ${gap}::bigint`;
}
