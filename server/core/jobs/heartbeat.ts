import 'server-only';
import { prisma } from '#server/core/db/prisma.ts';

/** How often the worker says that it is alive. */
export const HEARTBEAT_SECONDS = 10;

/** Notes that the worker is alive. */
export async function beat(): Promise<void> {
  await prisma().$executeRaw`
    insert into monitor.heartbeats (process, at) values ('worker', now())
    on conflict (process) do update set at = excluded.at`;
}
