import 'server-only';
import { z } from 'zod';
import { roles } from '#lib/roles.ts';
import { type Actor, sealActor, systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { noteActor } from '#server/core/request-context.ts';

const person = z.object({ id: z.string(), name: z.string(), email: z.string(), role: z.enum(roles) });

/**
 * Who asked for a job, by their tag, with the role they have now: somebody banned or demoted since gets nothing done.
 * The password was asked for when the job was wanted, so it counts as given.
 * @throws ForbiddenError when the person is gone or banned, or the tag is a key's
 */
export async function actorOfJob(tag: string): Promise<Actor> {
  const [kind, ...rest] = tag.split(':');
  const id = rest.join(':');
  if (kind === 'system') return systemActor(id);
  if (kind !== 'user') throw new ForbiddenError('A key asks for no jobs.');
  const { rows } = await mainPool().query(
    'select id::text, name, email, role from users where id::text = $1 and not banned',
    [id],
  );
  const found = person.safeParse(rows[0]);
  if (!found.success) throw new ForbiddenError('Whoever asked for this is no longer here.');
  noteActor(tag);
  return sealActor({ kind: 'user', ...found.data, sessionId: '', passwordAt: new Date() });
}
