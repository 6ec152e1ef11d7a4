import 'server-only';
import { z } from 'zod';
import { isMostlyLatin } from '#lib/questions/alphabet.ts';
import { mainPool } from '#server/core/db/pool.ts';
import type { EmbedderProcess } from '#server/questions/embedding/embedder-process.ts';
import { lexicalOf } from '#server/questions/embedding/lexical.ts';
import { vectorFrom } from './bytes.ts';
import { hashOfForm, type Question } from './pending.ts';

/** By letters, for other alphabets and while the sentence model is absent. Without a corpus, so that its vectors never change. */
const lexical = lexicalOf([]);

export const LEXICAL_MODEL = lexical.id;
export const SENTENCE_MODEL = 'minilm-l6-v2';

/** Which model a text is to be embedded by, when all is there. */
export function modelFor(form: string): string {
  return isMostlyLatin(form) ? SENTENCE_MODEL : LEXICAL_MODEL;
}

export type Vectorized = {
  question: Question;
  model: string;
  form: string;
  vector: Float32Array;
};

const known = z.array(z.object({ form: z.string(), model: z.string(), vector: z.instanceof(Uint8Array) }));

/**
 * A vector for each question: a stored one of the same form, else from the sentence model for what is written in Latin
 * letters, else by letters. While the model is unavailable all are embedded by letters, and embedded again at a re-cluster
 * when it is back.
 * @returns in the order of the questions; how many were embedded by the model, null when it is unavailable
 */
export async function vectorize(
  questions: readonly Question[],
  embedder: Pick<EmbedderProcess, 'embed'>,
): Promise<{ vectorized: Vectorized[]; embedded: number | null }> {
  const wanted = questions.map((question) => ({
    question,
    model: modelFor(question.form),
    form: hashOfForm(question.form),
  }));
  const vectors = await findStored(wanted.map(({ form }) => form));
  const absent = new Map(
    wanted
      .filter(({ model, form }) => model === SENTENCE_MODEL && !vectors.has(keyOf(form, model)))
      .map(({ form, question }) => [form, question.form]),
  );
  const embedded = absent.size === 0 ? null : await embedder.embed([...absent.values()]);
  if (embedded?.ok === true)
    for (const [place, form] of [...absent.keys()].entries()) {
      const vector = embedded.value.vectors[place];
      if (vector !== undefined) vectors.set(keyOf(form, SENTENCE_MODEL), vector);
    }
  const vectorized: Vectorized[] = [];
  for (const { question, model, form } of wanted) {
    const vector = vectors.get(keyOf(form, model));
    if (vector !== undefined) vectorized.push({ question, model, form, vector });
    else vectorized.push({ question, model: LEXICAL_MODEL, form, vector: await byLetters(question.form) });
  }
  return { vectorized, embedded: embedded?.ok === false ? null : absent.size };
}

async function byLetters(form: string): Promise<Float32Array> {
  const [vector] = await lexical.embed([form]);
  return vector ?? new Float32Array(lexical.dims);
}

async function findStored(forms: readonly string[]): Promise<Map<string, Float32Array>> {
  const { rows } = await mainPool().query(
    `select distinct on (form, model) encode(form, 'hex') as form, model, vector from question_embeddings
     where form in (select decode(f, 'hex') from unnest($1::text[]) f)`,
    [forms],
  );
  return new Map(known.parse(rows).map(({ form, model, vector }) => [keyOf(form, model), vectorFrom(vector)]));
}

function keyOf(form: string, model: string): string {
  return `${model} ${form}`;
}
