import 'server-only';
import type { Application } from '#lib/monitoring/sessions/sample.ts';
import { isIdleInTransaction } from '#lib/monitoring/sessions/words.ts';
import { type ActivityRow, isClient } from './activity.ts';

const MOST = 40;

/** The connections of the whole server by program, login and whether they are to this database, the most first. */
export function countApplications(rows: readonly ActivityRow[]): { applications: Application[]; more: number } {
  const groups = Map.groupBy(rows.filter(isClient), ({ application, user, here }) =>
    JSON.stringify([application, user, here]),
  );
  const all = [...groups.values()].toSorted((one, other) => other.length - one.length).flatMap(countOne);
  return { applications: all.slice(0, MOST), more: Math.max(0, all.length - MOST) };
}

function countOne(rows: readonly ActivityRow[]): Application[] {
  const [first] = rows;
  if (first === undefined) return [];
  const { application, user, here } = first;
  const active = rows.filter(({ state }) => state === 'active').length;
  const idle = rows.filter(({ state }) => state === 'idle').length;
  const idleInTransaction = rows.filter(isIdleInTransaction).length;
  return [
    {
      application: application.slice(0, 64),
      user,
      here,
      active,
      idle,
      idleInTransaction,
      other: rows.length - active - idle - idleInTransaction,
      oldest: earliest(rows.map(({ start }) => start)),
      longest: earliest(rows.filter(({ state }) => state !== 'idle').map(({ stateSince }) => stateSince)),
    },
  ];
}

function earliest(instants: readonly (string | null)[]): string | null {
  return instants.reduce((first, one) => (first === null || (one !== null && one < first) ? one : first), null);
}
