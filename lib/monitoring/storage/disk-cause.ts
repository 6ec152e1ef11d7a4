import type { Cause } from '#lib/monitoring/cause.ts';
import type { Rules } from '#lib/monitoring/rules/in-force.ts';
import { gradeOf, gravestOf } from '#lib/monitoring/rules/rule.ts';
import { formatBytes } from './bytes.ts';
import { forecastOf } from './growth.ts';
import type { Disk, Growth, Storage } from './sample.ts';

const GB = 1_024 ** 3;
/** With so much free nobody has to be told, however large the volume. */
const FREE_ENOUGH = 50 * GB;

type Before = readonly { at: string; value: Storage }[];

/** A disk that is nearly full or soon will be, with the table that fills it. */
export function diskCause(newest: Storage, before: Before, rules: Rules): Cause[] {
  if (newest.disk.state !== 'measured') return [];
  const disk = newest.disk.value;
  const growth = newest.growth.state === 'measured' ? newest.growth.value : null;
  const used = 1 - disk.freeBytes / disk.totalBytes;
  const soonest = growth === null ? null : (forecastOf(disk, growth)?.soonest ?? null);
  if (disk.freeBytes > FREE_ENOUGH) return [];
  const byUse = gradeOf(rules('disk.used'), 100 * used);
  const byDays = soonest === null ? null : gradeOf(rules('disk.days'), soonest);
  const grade = gravestOf([byUse, byDays]);
  if (grade === null) return [];
  const main = mainOf(newest, before, growth);
  const what = disk.source === 'budget' ? 'The disk budget' : 'The disk';
  const how =
    byUse !== null || soonest === null
      ? `is ${percentOf(used)} ${disk.source === 'budget' ? 'spent' : 'full'}`
      : `will be full in ${soonest < 1 ? 'less than a day' : `about ${Math.round(soonest)} days`}`;
  return [
    {
      ...grade,
      key: `disk:${disk.source}`,
      sentence: main === null ? `${what} ${how}.` : `${what} ${how}, and ${main.sentence}.`,
      hurts: `${formatBytes(disk.freeBytes)} of ${formatBytes(disk.totalBytes)} are left. When none is, Postgres stops and nothing is logged.`,
      step: stepOf(disk, main?.table ?? null),
      evidence: [...(main?.evidence ?? []), ...evidenceOf(growth, soonest)],
      since: null,
      href: '/monitoring/storage',
      explains: [],
      weight: 30,
      action: null,
    },
  ];
}

type Main = { table: string; sentence: string; evidence: string[] };

/** What grew while we looked speaks first; then the table that grows most from day to day; then the largest. */
function mainOf(newest: Storage, before: Before, growth: Growth | null): Main | null {
  const quick = growsNow(newest, before);
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
function growsNow({ tables, disk }: Storage, before: Before): Main | null {
  const then = before.find(({ value }) => value.tables.state === 'measured');
  if (tables.state !== 'measured' || then?.value.tables.state !== 'measured' || disk.state !== 'measured') return null;
  const earlier = then.value.tables.value.rows;
  const grown = tables.value.rows
    .filter(({ locked }) => !locked)
    .map(({ name, bytes }) => ({ name, bytes: bytes - (earlier.find((row) => row.name === name)?.bytes ?? 0) }))
    .sort((a, b) => b.bytes - a.bytes);
  const [most] = grown;
  if (most === undefined || most.bytes < disk.value.totalBytes / 100) return null;
  return {
    table: most.name,
    sentence: `${most.name} is filling it`,
    evidence: [`${most.name} grew by ${formatBytes(most.bytes)} since ${then.at}.`],
  };
}

function stepOf({ source }: Disk, table: string | null): string {
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
