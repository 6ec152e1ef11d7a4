import 'server-only';
import { prisma } from '#server/core/db/prisma.ts';

/** Folds what waits into the rollups and sessions. */
export async function compact(): Promise<void> {
  await prisma().$queryRaw`select conversations_compact() as folded`;
}
