import { PageHead } from '#components/layout/page-head.tsx';
import { InviteDialog } from '#components/settings/invite-dialog.tsx';
import { UsersTable } from '#components/settings/users-table.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { findUsers } from '#server/settings/users/queries.ts';

export const metadata = { title: 'Users' };

export default async function UsersPage() {
  const actor = await requireActor('users.read');
  const [users, zone] = await Promise.all([findUsers(actor), getViewerZone()]);
  return (
    <>
      <PageHead
        title="Users"
        note={users.length === 1 ? 'Only you so far.' : `${users.length} people`}
        actions={
          <>
            <ButtonLink href="/settings/roles">Who may what</ButtonLink>
            <InviteDialog />
          </>
        }
      />
      <UsersTable users={users} zone={zone} ownId={actor.id} />
    </>
  );
}
