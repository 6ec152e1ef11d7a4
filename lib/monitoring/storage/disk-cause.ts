import type { Cause } from '#lib/monitoring/cause.ts';
import { markInstant } from '#lib/monitoring/instants.ts';
import type { Rules } from '#lib/monitoring/rules/in-force.ts';
import { gradeOf, gravestOf } from '#lib/monitoring/rules/rule.ts';
import { formatBytes } from './bytes.ts';
import { forecastOf } from './growth.ts';
import type { Disk, Growth, Room, Storage } from './sample.ts';

const GB = 1_024 ** 3;
/** With so much free nobody has to be told, however large the volume. */
const FREE_ENOUGH = 50 * GB;

type Before = readonly { at: string; value: Storage }[];

/** Volume and budget, as far as they are known. */
export function roomsOf({ beside, ...room }: Disk): Room[] {
  return beside === undefined ? [room] : [room, beside];
}

/** Volume and budget that are nearly full or soon will be, with the table that fills them, the graver first. */
export function diskCause(newest: Storage, before: Before, rules: Rules): Cause[] {
  if (newest.disk.state !== 'measured') return [];
  const growth = newest.growth.state === 'measured' ? newest.growth.value : null;
  // Of two as grave the fuller one.
  const fullest = roomsOf(newest.disk.value).sort((a, b) => usedOf(b) - usedOf(a));
  const judged = fullest.flatMap((room) => judge(room, growth, rules));
  const gravest = gravestOf(judged.map(({ grade }) => grade));
  const sorted = judged.toSorted((a, b) => Number(b.grade === gravest) - Number(a.grade === gravest));
  return sorted.map(({ room, grade, how, soonest }) => {
    const main = mainOf(newest, before, growth, room);
    const what = room.source === 'budget' ? 'The disk budget' : 'The disk';
    return {
      ...grade,
      key: `disk:${room.source}`,
      sentence: main === null ? `${what} ${how}.` : `${what} ${how}, and ${main.sentence}.`,
      hurts: `${formatBytes(room.freeBytes)} of ${formatBytes(room.totalBytes)} are left. When none is, Postgres stops and nothing is logged.`,
      step: stepOf(room, main?.table ?? null),
      evidence: [...(main?.evidence ?? []), ...evidenceOf(growth, soonest)],
      since: null,
      href: '/monitoring/storage',
      explains: [],
      weight: 30,
      action: null,
    };
  });
}

/** How grave one is, in words, and in how many days it is full at the soonest; nothing where it is not. */
function judge(room: Room, growth: Growth | null, rules: Rules) {
  if (room.freeBytes > FREE_ENOUGH) return [];
  const soonest = growth === null ? null : (forecastOf(room, growth)?.soonest ?? null);
  const byUse = gradeOf(rules('disk.used'), 100 * usedOf(room));
  const byDays = soonest === null ? null : gradeOf(rules('disk.days'), soonest);
  const grade = gravestOf([byUse, byDays]);
  if (grade === null) return [];
  const how =
    byUse !== null || soonest === null
      ? `is ${percentOf(usedOf(room))} ${room.source === 'budget' ? 'spent' : 'full'}`
      : `will be full in ${soonest < 1 ? 'less than a day' : `about ${Math.round(soonest)} days`}`;
  return [{ room, grade, how, soonest }];
}

function usedOf({ totalBytes, freeBytes }: Room): number {
  return 1 - freeBytes / totalBytes;
}

type Main = { table: string; sentence: string; evidence: string[] };

/** What grew while we looked speaks first; then the table that grows most from day to day; then the largest. */
function mainOf(newest: Storage, before: Before, growth: Growth | null, room: Room): Main | null {
  const quick = growsNow(newest, before, room);
  if (quick !== null) return quick;
  if (growth?.main) {
    const { table, share } = growth.main;
    return { table, sentence: `${percentOf(share)} of its growth is ${table}`, evidence: [] };
  }
  if (newest.tables.state === 'blind') return null;
  const { rows, totalBytes } = newest.tables.value;
  const [largest] = rows;
  if (largest === undefined) return null;
  const sentence = `${largest.name} takes ${percentOf(largest.bytes / totalBytes)} of all tables`;
  return { table: largest.name, sentence, evidence: [`${largest.name} takes ${formatBytes(largest.bytes)}.`] };
}

/** A table that took more than a hundredth of the whole since the oldest sample that is kept. */
function growsNow({ tables }: Storage, before: Before, { totalBytes }: Room): Main | null {
  const then = before.find(({ value }) => value.tables.state === 'measured');
  if (tables.state !== 'measured' || then?.value.tables.state !== 'measured') return null;
  const earlier = then.value.tables.value.rows;
  const grown = tables.value.rows
    .filter(({ locked }) => !locked)
    .map(({ name, bytes }) => ({ name, bytes: bytes - (earlier.find((row) => row.name === name)?.bytes ?? 0) }))
    .sort((a, b) => b.bytes - a.bytes);
  const [most] = grown;
  if (most === undefined || most.bytes < totalBytes / 100) return null;
  return {
    table: most.name,
    sentence: `${most.name} is filling it`,
    evidence: [`${most.name} grew by ${formatBytes(most.bytes)} since ${markInstant(then.at)}.`],
  };
}

function stepOf({ source }: Room, table: string | null): string {
  const look = table === null ? 'See what takes the space' : `See what writes to ${table}, and what of it can go`;
  return `${look}; ${source === 'budget' ? 'or raise the budget in the settings' : 'or give the volume more room'}.`;
}

function evidenceOf(growth: Growth | null, soonest: number | null): string[] {
  if (growth === null) return ['Less than 24 h of sizes are kept, so there is no forecast.'];
  const pace = `The database grows by ${formatBytes(growth.slowest)} to ${formatBytes(growth.fastest)} a day.`;
  return soonest === null ? [pace] : [pace, `At the fastest that lasts ${Math.round(soonest)} days.`];
}

function percentOf(share: number): string {
  return `${Math.round(share * 100)} %`;
}
