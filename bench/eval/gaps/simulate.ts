import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached } from '#bench/eval/questions/cached-embedder.ts';
import { readLabelled } from '#bench/eval/questions/labelled.ts';
import { NEAR, placesOf, type Weighed } from '#lib/questions/gaps/alike.ts';
import { coreOf } from '#lib/questions/gaps/core.ts';
import { SESSIONS_FOR_A_GAP } from '#lib/questions/gaps/decide.ts';
import type { Space } from '#lib/questions/grouping/space.ts';
import { repair, spellingOf } from '#lib/questions/grouping/spelling.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { loadMinilm } from '#server/questions/embedding/minilm.ts';
import { clearIntents, heldBy } from './places.ts';
import { grownGroups } from './simulated-groups.ts';
import { type SimulatedLog, simulatedLog } from './simulated-log.ts';
import { Truth } from './truth.ts';

const LOGS = 24;
/** As many as make the most asked intent three to five in a hundred of all distinct texts, which it is where people also mistype. */
const TURNS = 6_000;
/** Cosines from which gaps might share a place, the one in use among them; 2 joins none. */
const THRESHOLDS = [2, 0.4, NEAR, 0.3, 0.25, 0.2];
/** Twenty questions of each of 77 categories, from BANKING77's train part. */
const committed = join(repositoryRoot, 'test/fixtures/questions/banking77-1540.csv');

/** The inbox of one log, of eight failing intents. */
export type Inbox = {
  /** Failing intents that have one of the first twelve places. */
  intents: number;
  /** Those of them with at most two places, and those pure. */
  clear: number;
  /** Intents with more than two, and the places of the one with most. */
  torn: number;
  most: number;
  purity: number;
  places: number;
};
/** The mean of some logs, with gaps joined from a cosine on. */
export type Simulated = Inbox & { near: number };

/**
 * Plays short logs of labelled questions through grouping and the joining of gaps, in memory: how the failing intents stand in
 * the first places, at several thresholds. Every turn is a session of its own.
 */
export async function runSimulation(
  { labelled = committed, cache = tmpdir() }: { labelled?: string; cache?: string },
  say: (line: string) => void,
): Promise<Simulated[]> {
  const model = await loadMinilm();
  if (!model.ok) throw new Error(model.message);
  const questions = readLabelled(labelled);
  const spelling = spellingOf(questions.map(({ text }) => ({ text, times: 1 })));
  const embedder = cached(model.value, join(cache, 'switchboard-eval-vectors.sqlite'));
  const vectors = await embedder.embed(questions.map(({ text }) => repair(text, spelling)));
  const intentOf = questions.map(({ category }) => category);
  say(`${questions.length} questions; ${LOGS} logs of ${TURNS} turns, 8 failing intents in each\n`);
  const logs = Array.from({ length: LOGS }, (_, log) => inboxesOf(simulatedLog(intentOf, TURNS, log + 1), vectors));
  say('joined from  intents in 12 places  clear  torn  most places of one  purity  places in all');
  return THRESHOLDS.map((near, at) => {
    const mean = (figure: keyof Inbox) =>
      logs.reduce((sum, inboxes) => sum + (inboxes[at]?.[figure] ?? 0), 0) / logs.length;
    const simulated = {
      near,
      intents: mean('intents'),
      clear: mean('clear'),
      torn: mean('torn'),
      most: mean('most'),
      purity: mean('purity'),
      places: mean('places'),
    };
    say(lineOf(simulated));
    return simulated;
  });
}

/** The inbox of a log at each threshold. @param vectors of all texts that the log may hold */
export function inboxesOf(
  { turns, failing }: SimulatedLog,
  vectors: readonly Float32Array[],
  thresholds: readonly number[] = THRESHOLDS,
): Inbox[] {
  const texts = [...new Set(turns.map(({ text }) => text))];
  const { groups, space } = grownGroups(texts.map((text) => vectors[text] ?? new Float32Array(0)));
  const truth = new Truth();
  for (const { text, intent, failed } of turns) truth.count(String(text), intent, failed);
  const namesOf = new Map(
    groups.map((places, group) => [String(group), places.map((place) => String(texts[place] ?? ''))]),
  );
  const gaps = groups.flatMap((places, group) => weighed(String(group), places, texts, space, truth));
  const coreOfGap = new Map(gaps.map(({ id, core }) => [id, core]));
  return thresholds.map((near) => {
    const places = placesOf(gaps, near).map((ids) =>
      truth.majorityOf(
        ids.flatMap((id) => namesOf.get(id) ?? []),
        ids.flatMap((id) => coreOfGap.get(id) ?? namesOf.get(id) ?? []),
      ),
    );
    const held = heldBy(places, new Set(failing));
    const counts = [...held.byIntent.values()].map(({ length }) => length);
    return {
      intents: counts.length,
      clear: clearIntents(held),
      torn: counts.filter((count) => count > 2).length,
      most: Math.max(0, ...counts),
      purity: held.purity,
      places: places.length,
    };
  });
}

/** A group as a gap of the inbox with the texts of its core; nothing where too few failed. */
function weighed(
  id: string,
  places: readonly number[],
  texts: readonly number[],
  space: Space,
  truth: Truth,
): (Weighed & { core: string[] | null })[] {
  const names = places.map((place) => String(texts[place] ?? ''));
  const { failed: rank } = truth.majorityOf(names);
  if (rank < SESSIONS_FOR_A_GAP) return [];
  const judged = names.map((name, at) => {
    const { failed, asked } = truth.majorityOf([name]);
    return { id: name, placed: space.row(places[at] ?? 0), failed, judged: asked, everFailed: failed };
  });
  const core = coreOf(judged);
  const lies = core === null ? null : { model: '', mean: core.mean, texts: core.texts.length, centred: true };
  return [{ id, rank, lies, core: core?.texts ?? null }];
}

function lineOf({ near, intents, clear, torn, most, purity, places }: Simulated): string {
  const cells: [string, number][] = [
    [near > 1 ? 'never' : near.toFixed(2), 11],
    [intents.toFixed(2), 22],
    [clear.toFixed(2), 7],
    [torn.toFixed(2), 6],
    [most.toFixed(2), 20],
    [purity.toFixed(3), 8],
    [places.toFixed(0), 15],
  ];
  const figures = cells.map(([value, width]) => value.padStart(width)).join('');
  return near === NEAR ? `${figures}  in use` : figures;
}
