import 'server-only';
import { z } from 'zod';
import { type MaskRules, maskText } from '#lib/privacy/mask.ts';
import { repair, type Spelling, spellingOf } from '#lib/questions/grouping/spelling.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { currentMaskRules } from '#server/core/privacy/mask-rules.ts';
import type { EmbedderProcess } from '#server/questions/embedding/embedder-process.ts';
import { vectorToHex } from './bytes.ts';
import { lockTexts, PLACING_TIMEOUT_MS } from './locks.ts';
import { findQuestions, hashOfForm } from './pending.ts';
import { modelFor, type Vectorized, vectorize } from './vectorize.ts';

const worker = systemActor('grouper');
/** The most asked are looked at; what lies behind them keeps its vector. */
const MOST = 100_000;
const READ_AT_ONCE = 5_000;
const EMBED_AT_ONCE = 64;

const rows = z.array(
  z.object({
    id: z.coerce.number(),
    normalized: z.string(),
    model: z.string().nullable(),
    form: z.string().nullable(),
  }),
);
type Row = z.infer<typeof rows>[number];

/** The spelling that the grouped texts agree on. */
export async function readSpelling(): Promise<Spelling> {
  return spellingOf((await readTexts()).map(({ normalized }) => ({ text: normalized, times: 1 })));
}

/**
 * Makes the vectors of grouped texts anew where they are missing, where the spelling mends another word than it did, where a
 * new literal masks a part of them, and where another model is meant, as after one was absent. Their neighbours are forgotten.
 * @param report told how many are done
 * @returns the spelling, for texts to come
 */
export async function renewVectors(
  embedder: Pick<EmbedderProcess, 'embed'>,
  signal: AbortSignal,
  report: (done: number, total: number) => Promise<void>,
): Promise<Spelling> {
  const texts = await readTexts();
  const spelling = spellingOf(texts.map(({ normalized }) => ({ text: normalized, times: 1 })));
  const rules = await currentMaskRules();
  let suspects = texts.filter((text) => isSuspect(text, spelling, rules));
  const before = new Map(suspects.map((text) => [text.id, text]));
  for (let at = 0; at < suspects.length; at += EMBED_AT_ONCE) {
    signal.throwIfAborted();
    const questions = await findQuestions(
      suspects.slice(at, at + EMBED_AT_ONCE).map(({ id }) => id),
      spelling,
    );
    const changed = questions.filter(({ id, form }) => {
      const stored = before.get(id);
      return stored?.model !== modelFor(form) || stored.form !== hashOfForm(form);
    });
    const { vectorized, embedded } = await vectorize(changed, embedder);
    // While the sentence model is away, its vectors are better than what letters give.
    await storeVectors(
      vectorized.filter(({ question: { id, form }, model }) => {
        const stored = before.get(id);
        if (model === modelFor(form) || stored?.model == null) return true;
        return stored.model === model && stored.form !== hashOfForm(form);
      }),
    );
    if (embedded === null)
      suspects = suspects.filter(({ model }, place) => place < at + EMBED_AT_ONCE || model === null);
    await report(Math.min(at + EMBED_AT_ONCE, suspects.length), suspects.length);
  }
  return spelling;
}

/** Cheap to tell; texts with personal data in them are always looked at more closely. */
function isSuspect({ normalized, model, form }: Row, spelling: Spelling, rules: MaskRules): boolean {
  const repaired = repair(normalized, spelling);
  if (form !== hashOfForm(repaired) || model !== modelFor(repaired)) return true;
  return maskText(normalized, rules).text !== normalized;
}

async function readTexts(): Promise<Row[]> {
  const all: Row[] = [];
  let last = { asked: Number.MAX_SAFE_INTEGER, id: 0 };
  for (;;) {
    const { rows: found } = await mainPool().query(
      `select q.id, q.normalized, q.asked, e.model, encode(e.form, 'hex') as form
       from question_texts q left join question_embeddings e on e.text_id = q.id
       where q.group_id > 0 and (q.asked < $1 or q.asked = $1 and q.id > $2) order by q.asked desc, q.id limit $3`,
      [last.asked, last.id, READ_AT_ONCE],
    );
    all.push(...rows.parse(found));
    const end = z.array(z.object({ id: z.coerce.number(), asked: z.coerce.number() })).parse(found.slice(-1))[0];
    if (end === undefined || found.length < READ_AT_ONCE || all.length >= MOST) return all;
    last = end;
  }
}

/** Texts that are gone meanwhile are passed over. */
async function storeVectors(vectorized: readonly Vectorized[]): Promise<void> {
  if (vectorized.length === 0) return;
  const ids = vectorized.map(({ question }) => question.id);
  const store = async (tx: Transaction) => {
    await lockTexts(tx);
    await tx.$executeRaw`delete from question_neighbours where text_id = any (${ids}::bigint[])`;
    await tx.$executeRaw`
      insert into question_embeddings (text_id, model, form, vector)
      select q.id, t.model, decode(t.form, 'hex'), decode(t.vector, 'hex')
      from unnest(${ids}::bigint[], ${vectorized.map(({ model }) => model)}::text[], ${vectorized.map(({ form }) => form)}::text[],
                  ${vectorized.map(({ vector }) => vectorToHex(vector))}::text[]) as t (id, model, form, vector) join question_texts q on q.id = t.id
      on conflict (text_id) do update set model = excluded.model, form = excluded.form, vector = excluded.vector`;
  };
  await inTransaction(worker, store, { timeoutMs: PLACING_TIMEOUT_MS });
}
