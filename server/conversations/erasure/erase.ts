import 'server-only';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import {
  findLeaves,
  isDropped,
  sessionHashes,
  type TurnSelection,
  turnSelection,
} from '#server/conversations/erasure/selection.ts';
import { blockRanges, countBlocks, tidOf, withinBlocks } from '#server/core/erasure/blocks.ts';
import { BusyStoreError } from '#server/core/erasure/busy.ts';
import type { Matcher } from '#server/core/erasure/matcher.ts';
import { oldestOpen, ownTransaction, waitForEarlier } from '#server/core/erasure/open-transactions.ts';
import { inOwnTransaction, withConnection } from '#server/core/erasure/session.ts';
import type { Taken, Work } from '#server/core/erasure/store.ts';

const placeSchema = z.object({
  /** The oldest transaction that was not over when the erasing began: turns from there on are looked at once more. */
  since: z.string(),
  /** Partitions that were read to their end, the one being read, and how far. */
  read: z.array(z.string()).default([]),
  leaf: z.string().nullable(),
  block: z.int(),
  /** A transaction that began after all was read: of those before it some may be open. Null until then. */
  until: z.string().nullable().default(null),
  turns: z.int(),
  /** Rows beside the turns that held it. */
  left: z.int().default(0),
  tables: z.array(z.string()),
});
type Place = z.infer<typeof placeSchema>;

const turnRows = z.array(z.object({ id: z.string(), at: z.string() }));
const goneRows = z.array(z.object({ leaf: z.string(), event: z.string().nullable() }));

/** Times that the end of a partition is read once more. */
const MOST_GROWTHS = 4;
const MOST_PASSES = 1_000;
const FOLD_ATTEMPTS = 20;
const followers = [
  'public.conversation_events',
  'public.conversation_rollups',
  'public.conversation_rollup_deltas',
  'public.conversation_sessions',
  'public.conversation_session_deltas',
  'public.question_texts',
  'public.question_text_deltas',
  'public.question_group_details',
  'public.question_group_counts',
  'public.question_group_moves',
  'public.question_embeddings',
  'public.question_neighbours',
  'search.stale_turns',
];

/**
 * Deletes the turns that hold the subject, each block range a transaction, then what committed meanwhile, and what was still open.
 * States, figures and sessions follow by trigger; the ledger keeps the event's id, so that a late retry does not bring the turn back.
 * @throws BusyStoreError when a transaction that was open after all was read does not end; run again, it is waited for
 */
export async function eraseTurns(matcher: Matcher, work: Work): Promise<Taken> {
  const selection = turnSelection(matcher);
  const place = placeSchema.nullable().parse(work.place) ?? (await firstPlace());
  if (!selection.indexed) await eraseByBlocks(selection, work, place);
  await eraseLatecomers(selection, work, place);
  await waitForOpen(work, place);
  await eraseLatecomers(selection, work, place);
  if (place.turns > 0) await foldFigures();
  if (matcher.pattern !== null) await eraseLeftovers(matcher, work, place, matcher.pattern);
  const tables = place.turns + place.left === 0 ? [] : [...place.tables, ...place.tables.map(statesOf), ...followers];
  return { counts: { turns: place.turns }, tables };
}

async function firstPlace(): Promise<Place> {
  return { since: await oldestOpen(), read: [], leaf: null, block: 0, until: null, turns: 0, left: 0, tables: [] };
}

/**
 * Partition by partition, until none is left that was not read: a month that is made meanwhile takes turns out of the default one,
 * and one that is dropped meanwhile took its turns along.
 */
async function eraseByBlocks(selection: TurnSelection, work: Work, place: Place): Promise<void> {
  for (;;) {
    const leaves = await withConnection(findLeaves);
    const next = leaves.find(({ name }) => !place.read.includes(name));
    if (next === undefined) return;
    const total = leaves.reduce((sum, { blocks }) => sum + blocks, 0);
    const done = leaves.reduce((sum, { name, blocks }) => sum + (place.read.includes(name) ? blocks : 0), 0);
    try {
      await eraseLeaf(selection, work, place, next, (end) => work.report(done + end, total));
    } catch (error) {
      if (!(await withConnection((client) => isDropped(client, next.name, error)))) throw error;
    }
    place.read.push(next.name);
  }
}

/**
 * A turn that plain SQL changes meanwhile goes to the end of its partition: what came there while the rest was read is read as well, a
 * few times over, for under ingest it never ends.
 */
async function eraseLeaf(
  selection: TurnSelection,
  work: Work,
  place: Place,
  { name, blocks }: { name: string; blocks: number },
  report: (end: number) => void,
): Promise<void> {
  let from = name === place.leaf ? place.block : 0;
  let to = blocks;
  for (let growth = 0; from < to && growth < MOST_GROWTHS; growth += 1) {
    for (const [first, end] of blockRanges(from, to)) {
      work.signal.throwIfAborted();
      await eraseRange(selection, work, place, { leaf: name, first, end });
      report(Math.min(end, blocks));
    }
    from = to;
    to = await withConnection((client) => countBlocks(client, name));
  }
}

function eraseRange(
  selection: TurnSelection,
  work: Work,
  place: Place,
  { leaf, first, end }: { leaf: string; first: number; end: number },
): Promise<void> {
  return inOwnTransaction(work.actorTag, async (client) => {
    const within = withinBlocks('c', selection.next(0), selection.next(1));
    const { rows } = await client.query(
      `select c.id::text as id, c.created_at::text as at from ${leaf} c where ${within} and ${selection.condition}`,
      [...selection.values, tidOf(first), tidOf(end)],
    );
    await deleteTurns(client, place, turnRows.parse(rows));
    Object.assign(place, { leaf, block: end });
    await work.savePlace(client, place);
  });
}

/** What committed while blocks were read, and of a session all there is, until nothing more is found. */
async function eraseLatecomers(selection: TurnSelection, work: Work, place: Place): Promise<void> {
  const recent = selection.indexed ? 'true' : `c.xid >= ${selection.next(0)}::xid8`;
  const values = selection.indexed ? selection.values : [...selection.values, place.since];
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    work.signal.throwIfAborted();
    const found = await inOwnTransaction(work.actorTag, async (client) => {
      const { rows } = await client.query(
        `select c.id::text as id, c.created_at::text as at from conversations c where ${recent} and ${selection.condition} limit 5000`,
        values,
      );
      const turns = turnRows.parse(rows);
      await deleteTurns(client, place, turns);
      await work.savePlace(client, place);
      return turns.length;
    });
    if (found === 0) return;
  }
  throw new Error('Turns that hold the subject keep coming.');
}

/** What a transaction has stored and not committed, nobody sees. Those that begin later store what came after the erasure. */
async function waitForOpen(work: Work, place: Place): Promise<void> {
  const until = await inOwnTransaction(work.actorTag, async (client) => {
    place.until ??= await ownTransaction(client);
    await work.savePlace(client, place);
    return place.until;
  });
  await waitForEarlier(until, work.signal);
}

/** Through the parent table, whose triggers carry states and figures along; the bounds spare the other months. */
async function deleteTurns(client: PoolClient, place: Place, turns: z.infer<typeof turnRows>): Promise<void> {
  if (turns.length === 0) return;
  const instants = turns.map((turn) => turn.at).sort();
  const { rows } = await client.query(
    `delete from conversations c using unnest($1::bigint[], $2::timestamp[]) as d (id, at)
     where c.id = d.id and c.created_at = d.at and c.created_at between $3::timestamp and $4::timestamp
     returning c.tableoid::regclass::text as leaf, c.event_id::text as event`,
    [turns.map((turn) => turn.id), turns.map((turn) => turn.at), instants[0], instants.at(-1)],
  );
  const gone = goneRows.parse(rows);
  const events = gone.map((row) => row.event).filter((event) => event !== null);
  await client.query('update conversation_events set body_hash = null where event_id = any($1::uuid[])', [events]);
  place.turns += gone.length;
  place.tables = [...new Set([...place.tables, ...gone.map((row) => row.leaf)])];
}

/** Sessions that lost all their turns, and questions that nobody else asked, go with the next folding; done here, so that they are gone when we end. */
async function foldFigures(): Promise<void> {
  for (let attempt = 0; attempt < FOLD_ATTEMPTS; attempt++) {
    const folded = await withConnection(async (client) => {
      const { rows } = await client.query(
        'select conversations_compact() is not null and question_texts_compact() is not null as folded',
      );
      return z.tuple([z.object({ folded: z.boolean() })]).parse(rows)[0].folded;
    });
    if (folded) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new BusyStoreError('Others move questions between groups; the figures are folded after them.');
}

/**
 * Ids of sessions whose turns went with their month, knowledge bases of which nothing is counted any more, and messages of
 * errors that may quote a row.
 */
function eraseLeftovers(matcher: Matcher, work: Work, place: Place, pattern: string): Promise<void> {
  return inOwnTransaction(work.actorTag, async (client) => {
    const sessions = await client.query(
      `delete from conversation_sessions s where s.session_id = any($2::text[]) or ${matcher.holds('s.session_id', '$1')}`,
      [pattern, sessionHashes(matcher.subject)],
    );
    const bases = await client.query(
      `delete from conversation_rollups r where ${matcher.holds('r.knowledge_base', '$1')}
       and (r.turns, r.answered, r.unanswered, r.partial, r.sessions, r.timed, r.milliseconds, r.histogram) = (0, 0, 0, 0, 0, 0, 0, 0)`,
      [pattern],
    );
    const reasons = await client.query(
      `update search.stale_turns t set reason = 'erased' where ${matcher.holds('t.reason', '$1')}`,
      [pattern],
    );
    for (const { rowCount } of [sessions, bases, reasons]) place.left += rowCount ?? 0;
    await work.savePlace(client, place);
  });
}

function statesOf(leaf: string): string {
  return leaf.replace('conversations_', 'conversation_states_');
}
