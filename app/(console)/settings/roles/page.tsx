import { PageHead } from '#components/layout/page-head.tsx';
import { RolesTable } from '#components/settings/roles-table.tsx';
import { requireActor } from '#server/core/auth/require-actor.ts';

export const metadata = { title: 'Roles' };

export default async function RolesPage() {
  await requireActor('roles.read');
  return (
    <>
      <PageHead title="Roles" note="Who may what. Each role has what the one before it has." />
      <RolesTable />
    </>
  );
}
