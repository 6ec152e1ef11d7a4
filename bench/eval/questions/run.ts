import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Neighbours } from '#lib/questions/grouping/neighbours.ts';
import { MIXED_BELOW } from '#lib/questions/grouping/portrait.ts';
import { type Group, regroup } from '#lib/questions/grouping/regroup.ts';
import type { Ruling } from '#lib/questions/grouping/rulings.ts';
import { spaceOf } from '#lib/questions/grouping/space.ts';
import { repair, spellingOf } from '#lib/questions/grouping/spelling.ts';
import { normalizeQuestion } from '#lib/questions/normalize.ts';
import type { Embedder } from '#server/questions/embedding/embedder.ts';
import { lexicalOf } from '#server/questions/embedding/lexical.ts';
import { loadMinilm } from '#server/questions/embedding/minilm.ts';
import { type Badges, badgesOf } from './badge.ts';
import { cached } from './cached-embedder.ts';
import { committedQuestions, type Labelled, readLabelled } from './labelled.ts';
import { type Agreement, agreementOf, heldBy, type Shown, shownBy } from './measure.ts';
import { nextRuling } from './operator.ts';
import { runStability } from './run-stability.ts';
import type { Stability } from './stability.ts';
import { streamOf } from './stream.ts';

const SEEDS = [1, 2, 3, 4, 5];
const ACTIONS = 10;
/** Below what cohesion a badge might mark a group, the one in use among them. */
const THRESHOLDS = [0.4, 0.45, MIXED_BELOW, 0.55, 0.6, 0.65];
const gates = [
  { method: 'ours', figure: 'top20_recall', least: 0.52 },
  { method: 'ours', figure: 'ari', least: 0.57 },
  { method: 'ours+10', figure: 'top20_recall', least: 0.7 },
] as const;

type Line = { method: string } & Agreement & Shown;
type Texts = { texts: readonly number[] };

/**
 * How well questions are grouped beside their true categories: by exact text, by letters weighed by the corpus, as the product
 * does while the sentence model is absent, by meaning, and by meaning after ten actions of a simulated operator. All distinct questions are grouped once; the streams say how often each is asked.
 * @returns the gates missed; other files than BANKING77's test part have none
 */
export async function runQuestions(
  parameters: string[],
  say: (line: string) => void,
): Promise<{ report: { methods: Line[]; badge?: Badges } | { stability: Stability[] }; missed: string[] }> {
  const { values } = parseArgs({
    args: parameters,
    options: {
      labelled: { type: 'string', default: committedQuestions },
      cache: { type: 'string', default: tmpdir() },
      stability: { type: 'boolean', default: false },
    },
  });
  const questions = readLabelled(values.labelled);
  const cache = join(values.cache, 'switchboard-eval-vectors.sqlite');
  if (values.stability) return measureStability(questions, cache, say);
  const categoryOf = questions.map(({ category }) => category);
  const streams = SEEDS.map((seed) => streamOf(categoryOf, seed));
  say(
    `${questions.length} questions of ${new Set(categoryOf).size} categories; streams of 20,000, ${SEEDS.length} seeds\n`,
  );
  say('method     groups    ARI  pair precision  pair recall  purity  top-20 recall  coverage');
  const methods: Line[] = [];
  const add = (method: string, grouped: (asked: readonly number[]) => readonly Texts[]) => {
    const line = lineOf(method, categoryOf, streams, grouped);
    methods.push(line);
    say(shownLine(line));
  };
  const exact = exactly(questions);
  add('exact', () => exact);
  const lexical = await prepare(questions, lexicalOf(questions.map(({ text }) => text)));
  const byLetters = lexical([]);
  add('lexical', () => byLetters);
  const withoutModel = (await prepare(questions, lexicalOf([])))([]);
  add('no model', () => withoutModel);
  const model = await loadMinilm();
  if (!model.ok) return { report: { methods }, missed: [model.message] };
  const group = await prepare(questions, cached(model.value, cache));
  const unaided = group([]);
  add('ours', () => unaided);
  add(`ours+${ACTIONS}`, (asked) => afterActions(group, unaided, categoryOf, asked));
  const badge = badgesOf(unaided, categoryOf, THRESHOLDS);
  sayBadge(badge, say);
  return { report: { methods, badge }, missed: values.labelled === committedQuestions ? gatesMissed(methods) : [] };
}

async function measureStability(questions: readonly Labelled[], cache: string, say: (line: string) => void) {
  const model = await loadMinilm();
  if (!model.ok) return { report: { stability: [] }, missed: [model.message] };
  const { report, missed } = await runStability(questions, cached(model.value, cache), say);
  return { report: { stability: report }, missed };
}

function exactly(questions: readonly Labelled[]): Texts[] {
  const keys = questions.map(({ text }) => normalizeQuestion(text));
  return [...Map.groupBy(keys.keys(), (text) => keys[text]).values()].map((texts) => ({ texts }));
}

/** Embeds the questions, with the spelling mended. @returns how they are grouped under rulings */
async function prepare(questions: readonly Labelled[], embedder: Embedder) {
  const spelling = spellingOf(questions.map(({ text }) => ({ text, times: 1 })));
  const space = spaceOf(await embedder.embed(questions.map(({ text }) => repair(text, spelling))));
  const neighbours = new Neighbours(space);
  return (rulings: readonly Ruling[]): Group<never>[] =>
    regroup({ space, neighbours, asked: () => 1, rulings, before: new Map<number, never>(), pinned: new Set<never>() });
}

function afterActions(
  group: (rulings: readonly Ruling[]) => Group<never>[],
  unaided: Group<never>[],
  categoryOf: readonly string[],
  asked: readonly number[],
): Group<never>[] {
  const rulings: Ruling[] = [];
  let groups = unaided;
  for (let action = 0; action < ACTIONS; action += 1) {
    const ruling = nextRuling(groups, categoryOf, asked);
    if (ruling === null) break;
    rulings.push(ruling);
    groups = group(rulings);
  }
  return groups;
}

function lineOf(
  method: string,
  categoryOf: readonly string[],
  streams: readonly number[][],
  grouped: (asked: readonly number[]) => readonly Texts[],
): Line {
  const lines = streams.map((asked) => {
    const groups = grouped(asked);
    const agreement = agreementOf(
      groups.map(({ texts }) => texts),
      categoryOf,
    );
    return { ...agreement, ...shownBy(heldBy(groups, categoryOf, asked), categoryOf, asked) };
  });
  const mean = (figure: (line: Agreement & Shown) => number) =>
    lines.reduce((total, line) => total + figure(line), 0) / lines.length;
  return {
    method,
    ari: mean(({ ari }) => ari),
    pair_precision: mean(({ pair_precision }) => pair_precision),
    pair_recall: mean(({ pair_recall }) => pair_recall),
    purity: mean(({ purity }) => purity),
    groups: mean(({ groups }) => groups),
    top20_recall: mean(({ top20_recall }) => top20_recall),
    coverage: mean(({ coverage }) => coverage),
  };
}

function shownLine({ method, groups, ari, pair_precision, pair_recall, purity, top20_recall, coverage }: Line): string {
  const cells: [number, number][] = [
    [ari, 7],
    [pair_precision, 16],
    [pair_recall, 13],
    [purity, 8],
    [top20_recall, 15],
    [coverage, 10],
  ];
  const figures = cells.map(([value, width]) => value.toFixed(2).padStart(width)).join('');
  return `${method.padEnd(9)}${groups.toFixed(0).padStart(8)}${figures}`;
}

function sayBadge({ groups, mixed, badges }: Badges, say: (line: string) => void): void {
  say(`\n${groups} groups of five texts and more, ${mixed} of them with less than 80 % of one category`);
  say('"mixed?" below  marks  of them mixed  of the mixed');
  for (const { below, marked, precision, recall } of badges) {
    const cells: [string, number][] = [
      [below.toFixed(2), 14],
      [String(marked), 7],
      [precision.toFixed(2), 15],
      [recall.toFixed(2), 14],
    ];
    const figures = cells.map(([value, width]) => value.padStart(width)).join('');
    say(`${figures}${below === MIXED_BELOW ? '  in use' : ''}`);
  }
}

function gatesMissed(methods: readonly Line[]): string[] {
  return gates.flatMap(({ method, figure, least }) => {
    const found = methods.find((line) => line.method === method)?.[figure] ?? 0;
    return found >= least ? [] : [`${method}: ${figure} ${found.toFixed(3)}, at least ${least}`];
  });
}
