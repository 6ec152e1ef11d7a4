import { NoPermission } from '#components/ui/states.tsx';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { findAdminNames } from '#server/home/queries.ts';

/** Signed in, and not allowed here: which role one has, and who can change it. */
export default async function ConsoleForbidden() {
  const actor = await requireActor('home.read');
  const admins = await findAdminNames(actor);
  return (
    <NoPermission title="Not for your role">
      You are signed in as {actor.role}. {admins.join(', ')} can change that.
    </NoPermission>
  );
}
