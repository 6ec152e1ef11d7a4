import 'server-only';
import { z } from 'zod';
import { type Database, prisma } from '#server/core/db/prisma.ts';

/** How often the worker says that it is alive. */
export const HEARTBEAT_SECONDS = 10;

/** Notes that the worker is alive. */
export async function beat(): Promise<void> {
  await prisma().$executeRaw`
    insert into monitor.heartbeats (process, at) values ('worker', now())
    on conflict (process) do update set at = excluded.at`;
}

/** Seconds since the worker last said that it is alive, by the database's clock; null when it never did. */
export async function getHeartbeatAge(db: Database): Promise<number | null> {
  const rows = z.array(z.object({ seconds: z.number() })).parse(
    await db.$queryRaw`
      select extract(epoch from now() - at)::float8 as seconds from monitor.heartbeats where process = 'worker'`,
  );
  return rows[0]?.seconds ?? null;
}
