import 'server-only';
import { z } from 'zod';
import { themes } from '#lib/theme.ts';
import { prisma } from '#server/core/db/prisma.ts';

const preferencesRow = z.object({ theme: z.enum(themes), timeZone: z.string().nullable() });

/** How a person wants it to look; a null zone is the organisation's. */
export type Preferences = z.infer<typeof preferencesRow>;

/** What a person chose, for the cookies that go out when they sign in. */
export async function getPreferencesOf(userId: string): Promise<Preferences | undefined> {
  const rows = await prisma().$queryRaw`
    select theme, time_zone as "timeZone" from users where id = ${userId}::uuid`;
  return z.array(preferencesRow).parse(rows)[0];
}
