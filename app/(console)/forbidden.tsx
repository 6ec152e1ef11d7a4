import { NoPermission } from '#components/ui/states.tsx';
import { readsMonitoring, requireActor } from '#server/core/auth/require-actor.ts';
import { within } from '#server/core/within.ts';
import { findAdminNames } from '#server/home/queries.ts';

const WITHIN_MS = 100;

/** Signed in, and not allowed here: which role one has, and who can change it. */
export default async function ConsoleForbidden() {
  const actor = await requireActor('home.read');
  const found = findAdminNames(actor);
  // Every page carries this one with it, also monitoring's, which must come while the database does not answer.
  const admins = (await readsMonitoring()) ? await within(WITHIN_MS, found, ['An admin']) : await found;
  return (
    <NoPermission title="Not for your role">
      You are signed in as {actor.role}. {admins.join(', ')} can change that.
    </NoPermission>
  );
}
