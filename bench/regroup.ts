import { parseArgs } from 'node:util';
import { logNormal, randomOf } from '#lib/random.ts';
import { ok } from '#lib/result.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { Centroids } from '#server/questions/grouper/centroids.ts';
import { type GroupingTools, groupPending } from '#server/questions/grouper/group-pending.ts';
import { regroupQuestions } from '#server/questions/grouper/regroup.ts';
import { type BenchResult, type Row, round } from './lib/measure.ts';
import { withServer } from './lib/server.ts';

const DIMS = 384;
const TURNS_AT_ONCE = 2_000;
const actor = systemActor('bench');

/** What a re-cluster of so many distinct questions takes: the first one, one with nothing new, and one with a tenth more. */
export function run(parameters: string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: parameters, options: { texts: { type: 'string', default: '10000' } } });
  const count = Number(values.texts);
  const embedder = inventedModel(Math.round(count / 40));
  return withServer(async () => {
    const rows: Row[] = [];
    const centroids = new Centroids();
    const online = async (from: number, to: number) => {
      const began = performance.now();
      await ask(from, to);
      const asked = performance.now();
      while ((await groupPending(actor, { embedder, centroids, spelling: new Map() }, 500)).more);
      rows.push({
        what: `${to - from} grouped online`,
        seconds: round((performance.now() - asked) / 1_000),
        groups: '',
        moved: '',
        memoryMb: '',
      });
      process.stderr.write(`${to - from} asked in ${Math.round(asked - began)} ms\n`);
    };
    const batch = async (what: string) => {
      const done = await regroupQuestions(actor, embedder, new AbortController().signal);
      if (done === null) throw new Error('Nobody else is at it.');
      rows.push({
        what,
        seconds: round(done.seconds),
        groups: done.groups,
        moved: done.moved,
        memoryMb: Math.round(done.memory / 2 ** 20),
      });
    };
    await online(0, count);
    await batch(`first re-cluster of ${count}`);
    await batch('again, nothing new');
    await online(count, Math.round(count * 1.1));
    await batch('a tenth more');
    return {
      rows,
      notes: [
        `Vectors of ${DIMS} numbers around invented subjects; the sentence model itself takes 16 to 34 ms a text and is left out.`,
        'Seconds from the beginning to the end of the job, with reading, storing of neighbours and placing of texts; memory is that of the process which computes.',
      ],
    };
  });
}

/** A turn for each text; the number of a text says its subject to the model. */
async function ask(from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += TURNS_AT_ONCE)
    await mainPool().query(
      `insert into conversations (session_id, user_message, assistant_response, is_answered)
       select 's' || n / 4, 'question number ' || n, 'An answer.', n % 2 from generate_series($1::int, $2::int - 1) n`,
      [at, Math.min(to, at + TURNS_AT_ONCE)],
    );
}

/** Subjects of log-normal size; a text lies around its own, as far as BANKING77's questions do. */
function inventedModel(subjects: number): GroupingTools['embedder'] {
  const draw = randomOf(5);
  const vector = () => Float32Array.from({ length: DIMS }, () => logNormal(draw, 1, 0.5) - 1.13);
  const middles = Array.from({ length: subjects }, vector);
  const weights = middles.map(() => logNormal(draw, 1, 0.8));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const subjectAt = (share: number) => {
    let left = share * whole;
    const found = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    return middles[found] ?? vector();
  };
  return {
    embed: async (texts) => {
      const vectors = texts.map((text) => {
        const own = randomOf(Number(text.match(/\d+/)?.[0] ?? 0));
        const middle = subjectAt(own());
        const placed = middle.map((value) => value + (logNormal(own, 1, 0.5) - 1.13));
        const length = Math.hypot(...placed);
        return placed.map((value) => value / length);
      });
      return ok({ model: 'minilm-l6-v2', vectors });
    },
  };
}
