import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { table } from '#bench/lib/measure.ts';
import { withServer } from '#bench/lib/server.ts';
import { mulberry32 } from '#lib/random.ts';
import { type Actor, systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { findHits } from '#server/phonebook/queries.ts';
import { searchSettings } from '#server/phonebook/search/search.ts';
import { absentPeople, classesOf, type QueryClass } from './classes.ts';
import { columns, committedDirectories, type Directory, directoryOf, isTuned, type Person } from './directory.ts';
import { legacySearch, prepareLegacy } from './legacy.ts';
import { intervalOf, type Quality, qualityOf } from './measure.ts';

const SEED = 20_261_126;
const CONFIDENT = 0.8;
const BINS = [0, 0.2, 0.5, 0.8, 0.95];
const LEAST = 30;
const GATED_CLASS = 0.75;
const GATED_MACRO = 0.93;

type Asked = { name: string; n: number; ours: number[]; legacy: number[]; confidence: number[]; sharers: number[] };
export type Verdict = { missed: string[]; report: Report[] };
type Line = { class: string; n: number; legacy: Quality; ours: Quality; interval: [number, number] };
type Report = {
  directory: string;
  people: number;
  classes: Line[];
  macro: { legacy: number; ours: number };
  /** Holders of their last four digits among the first ten, where at most ten people share them. */
  lastFour: { found: number; asked: number };
  calibration: { from: number; n: number; right: number }[];
  confidence: { right: number; answers: number; exactAndOneTypo: number; absent: number; absentAsked: number };
};

/** Measures the search on people it was not tuned on, beside the seven steps it replaces. */
export async function runPhonebook(parameters: string[], say: (line: string) => void): Promise<Verdict> {
  const { values } = parseArgs({
    args: parameters,
    options: {
      people: { type: 'string' },
      aliases: { type: 'string' },
      half: { type: 'string', default: 'held' },
      misses: { type: 'string' },
      only: { type: 'string' },
      'no-legacy': { type: 'boolean', default: false },
    },
  });
  const directories = (
    values.people === undefined ? committedDirectories() : [directoryOf(values.people, values.aliases)]
  ).filter(({ name }) => values.only === undefined || name === values.only);
  const verdict: Verdict = { missed: [], report: [] };
  const misses = values.misses === undefined ? null : createWriteStream(values.misses);
  for (const directory of directories) {
    const targets = directory.people.filter(
      (person) => !directory.tuned || isTuned(person) === (values.half === 'tune'),
    );
    const report = await withServer(() =>
      measure(directory, targets, !values['no-legacy'], (line) => misses?.write(`${line}\n`)),
    );
    verdict.report.push(report);
    verdict.missed.push(...gatesMissed(report));
    for (const line of linesOf(report)) say(line);
  }
  return verdict;
}

async function measure(
  directory: Directory,
  targets: readonly Person[],
  withLegacy: boolean,
  onMiss: (line: string) => void,
): Promise<Report> {
  const actor = systemActor('eval');
  const random = mulberry32(SEED);
  const ids = await load(directory.people);
  if (withLegacy) await prepareLegacy();
  const asked: Asked[] = [];
  for (const one of classesOf(directory, targets, random)) asked.push(await ask(actor, one, ids, withLegacy, onMiss));
  const absent = absentPeople(directory, targets, random);
  await prisma()
    .$executeRaw`delete from employees where id = any(${absent.map(({ key }) => ids.get(key) ?? 0)}::int[])`;
  let confidentlyWrong = 0;
  for (const { full_name } of absent) {
    const { hits } = await findHits(actor, full_name, 1);
    if ((hits[0]?.confidence ?? 0) < CONFIDENT) continue;
    confidentlyWrong += 1;
    onMiss(`absent\t${full_name}\t${hits[0]?.full_name} ${hits[0]?.confidence} ${JSON.stringify(hits[0]?.why)}`);
  }
  return reportOf(directory, asked, { wrong: confidentlyWrong, asked: absent.length });
}

async function load(people: readonly Person[]): Promise<Map<string, number>> {
  const rows = await prisma().$queryRaw`
    insert into employees (employee_id, full_name, first_name, last_name, designation, department, division, email, telephone, pabx, ip_phone, mobile, group_email)
    select nullif(r ->> 0, ''), r ->> 1, nullif(r ->> 2, ''), nullif(r ->> 3, ''), nullif(r ->> 4, ''), nullif(r ->> 5, ''), nullif(r ->> 6, ''),
      nullif(r ->> 7, ''), nullif(r ->> 8, ''), nullif(r ->> 9, ''), nullif(r ->> 10, ''), nullif(r ->> 11, ''), nullif(r ->> 12, '')
    from json_array_elements(${JSON.stringify(people.map((person) => columns.map((column) => person[column])))}::json) as r returning id`;
  await mainPool().query('analyze');
  const made = z.array(z.object({ id: z.int() })).parse(rows);
  return new Map(people.map(({ key }, index) => [key, made[index]?.id ?? 0]));
}

async function ask(
  actor: Actor,
  { name, questions }: QueryClass,
  ids: Map<string, number>,
  withLegacy: boolean,
  onMiss: (line: string) => void,
): Promise<Asked> {
  const asked: Asked = { name, n: questions.length, ours: [], legacy: [], confidence: [], sharers: [] };
  for (const { text, key, sharers } of questions) {
    const { hits } = await findHits(actor, text, 10);
    const rank = hits.findIndex(({ id }) => id === ids.get(key)) + 1;
    asked.ours.push(rank);
    asked.confidence.push(hits[0]?.confidence ?? 0);
    asked.sharers.push(sharers ?? 0);
    if (rank !== 1)
      onMiss(
        `${name}\t${text}\trank ${rank}\t${key}\t${hits
          .slice(0, 4)
          .map(
            ({ full_name, score, confidence, why }) =>
              `${full_name} ${score} ${confidence} ${why.map(({ reason }) => reason).join('+')}`,
          )
          .join(' | ')}`,
      );
    if (withLegacy) asked.legacy.push((await legacySearch(text)).indexOf(ids.get(key) ?? -1) + 1);
  }
  return asked;
}

function reportOf(directory: Directory, asked: readonly Asked[], absent: { wrong: number; asked: number }): Report {
  const given = asked.filter(({ n }) => n > 0);
  const classes = given.map(
    (one): Line => ({
      class: one.name,
      n: one.n,
      legacy: qualityOf(one.legacy),
      ours: qualityOf(one.ours),
      interval: intervalOf(one.ours),
    }),
  );
  const macro = (of: (line: Line) => number) => classes.reduce((sum, line) => sum + of(line), 0) / classes.length;
  const answers = given.flatMap(({ ours, confidence }) =>
    ours.filter((_, index) => (confidence[index] ?? 0) >= CONFIDENT),
  );
  const easy = given
    .filter(({ name }) => name === 'full name' || name === 'one typo')
    .flatMap(({ confidence }) => confidence.map((one) => one >= CONFIDENT));
  return {
    directory: directory.name,
    people: directory.people.length,
    classes,
    macro: { legacy: macro(({ legacy }) => legacy.mrr), ours: macro(({ ours }) => ours.mrr) },
    calibration: calibrationOf(given),
    lastFour: lastFourOf(given.find(({ name }) => name === 'last 4 digits')),
    confidence: {
      right: answers.filter((rank) => rank === 1).length / Math.max(1, answers.length),
      answers: answers.length,
      exactAndOneTypo: easy.filter(Boolean).length / Math.max(1, easy.length),
      absent: absent.wrong / Math.max(1, absent.asked),
      absentAsked: absent.asked,
    },
  };
}

/** How often the best hit is right, by how sure it was said to be. */
function calibrationOf(asked: readonly Asked[]): Report['calibration'] {
  const answers = asked.flatMap(({ ours, confidence }) =>
    ours.map((rank, index) => ({ right: rank === 1, sure: confidence[index] ?? 0 })),
  );
  return BINS.map((from, index) => {
    const bin = answers.filter(({ sure }) => sure >= from && sure < (BINS[index + 1] ?? 2));
    return { from, n: bin.length, right: bin.filter(({ right }) => right).length };
  });
}

function lastFourOf(asked: Asked | undefined): Report['lastFour'] {
  const few = asked?.ours.filter((_, index) => (asked.sharers[index] ?? 0) <= 10) ?? [];
  return { found: few.filter((rank) => rank > 0).length, asked: few.length };
}

function gatesMissed({ directory, classes, macro, lastFour, confidence }: Report): string[] {
  const missed: string[] = [];
  const gate = (holds: boolean, sentence: string) => holds || missed.push(`${directory}: ${sentence}`);
  const gated = classes.filter(({ n }) => n >= LEAST);
  gate(macro.ours >= GATED_MACRO, `macro MRR@10 ${macro.ours.toFixed(3)} is under ${GATED_MACRO}`);
  for (const line of gated)
    gate(line.ours.mrr >= GATED_CLASS, `${line.class} ${line.ours.mrr.toFixed(3)} is under ${GATED_CLASS}`);
  for (const line of gated.filter((one) => one.class === 'full name' || one.class === 'phone, other format'))
    gate(line.ours.mrr === 1, `${line.class} ${line.ours.mrr.toFixed(4)} is not 1`);
  gate(
    lastFour.found === lastFour.asked,
    `${lastFour.asked - lastFour.found} holders of their last four digits are not among the first ten`,
  );
  gate(confidence.right >= 0.97, `${percent(confidence.right)} of the confident answers are right, not 97 %`);
  gate(
    confidence.exactAndOneTypo >= 0.9,
    `${percent(confidence.exactAndOneTypo)} of exact and one-typo queries are answered confidently, not 90 %`,
  );
  gate(
    confidence.absent < 0.02,
    `${percent(confidence.absent)} of absent people are answered confidently, not under 2 %`,
  );
  return missed;
}

function linesOf({ directory, people, classes, macro, lastFour, calibration, confidence }: Report): string[] {
  const rows = classes.map(({ class: name, n, legacy, ours, interval }) => ({
    class: n < LEAST ? `${name} (not gated)` : name,
    n,
    'legacy MRR': legacy.mrr.toFixed(3),
    's@1 ': legacy.s1.toFixed(3),
    's@3 ': legacy.s3.toFixed(3),
    'our MRR': ours.mrr.toFixed(3),
    '95 %': `${interval[0].toFixed(3)}-${interval[1].toFixed(3)}`,
    's@1': ours.s1.toFixed(3),
    's@3': ours.s3.toFixed(3),
  }));
  return [
    `\n${directory}, ${people} people`,
    table([
      ...rows,
      { class: 'macro-average', n: '', 'legacy MRR': macro.legacy.toFixed(3), 'our MRR': macro.ours.toFixed(3) },
    ]),
    `Right by confidence: ${calibration.map(({ from, n, right }) => `from ${from} ${percent(right / Math.max(1, n))} of ${n}`).join(', ')}.`,
    `Last four digits that at most ten people share: the holder is among the first ten in ${lastFour.found} of ${lastFour.asked}.`,
    `Settings, those of npm run bench -- phonebook as well: ${settings()}.`,
    `Confident (at least ${CONFIDENT}): ${percent(confidence.right)} of ${confidence.answers} answers right; ${percent(confidence.exactAndOneTypo)} of exact and one-typo queries; ${percent(confidence.absent)} of ${confidence.absentAsked} absent people.`,
  ];
}

function settings(): string {
  return Object.entries(searchSettings)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
