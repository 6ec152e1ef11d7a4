import { HEALTH, MONITOR } from '#lib/monitoring/own-connections.ts';

/** Why a session is not ended from here: not ours to see or to end, a part of the server, or what this monitor itself works with. */
export const keptBecause = [
  'unseen',
  'autovacuum',
  'replication',
  'server',
  'elsewhere',
  'upkeep',
  'superuser',
] as const;
export type Kept = (typeof keptBecause)[number];

/** Jobs are broken off like any other work, and taken up again. */
const UPKEEP: readonly string[] = [MONITOR, HEALTH, 'switchboard-bootstrap'];
const WORKER = 'switchboard-worker';

type Judged = {
  /** Null where this login may not see it. */
  type: string | null;
  /** Whether it works in this database. */
  here: boolean;
  application: string;
  /** Of the login that asks. */
  ours: boolean;
  /** Of a superuser, which the login that asks is not. */
  superuser: boolean;
};

/** Null for what may be ended: any client of our database that is no superuser's. */
export function keptOf({ type, here, application, ours, superuser }: Judged): Kept | null {
  if (type === null) return 'unseen';
  if (type === 'autovacuum worker') return 'autovacuum';
  if (type === 'walsender') return 'replication';
  if (type !== 'client backend') return 'server';
  if (!here) return 'elsewhere';
  if (ours && UPKEEP.includes(application)) return 'upkeep';
  return superuser ? 'superuser' : null;
}

type Named = { kept?: Kept | undefined; application: string; user: string | null };

/** The same as a sentence; null where nothing keeps it. */
export function keptWords({ kept, application, user }: Named): string | null {
  if (kept === undefined) return null;
  if (kept === 'upkeep')
    return `It is Switchboard’s own upkeep (${application}), which ends by itself. If it does not, restart Switchboard.`;
  if (kept === 'superuser') return `It is a session of the superuser ${user}; only a superuser may end it.`;
  return words[kept];
}

const words: Record<Exclude<Kept, 'upkeep' | 'superuser'>, string> = {
  unseen: 'The login of Switchboard may not see what this session is, so it is left alone.',
  autovacuum: 'Autovacuum is never ended from here: it keeps the database from coming to a stop.',
  replication: 'Replication is never ended from here.',
  server: 'This is a part of Postgres itself, and is never ended from here.',
  elsewhere: 'It works in another database, which is not ours to end.',
};

/** What comes of it by itself where a statement of a job is broken off; nothing of other sessions. */
export function againWords({ application }: Pick<Named, 'application'>): string {
  return application === WORKER ? ' It is work of Switchboard’s worker, which tries it again by itself.' : '';
}
