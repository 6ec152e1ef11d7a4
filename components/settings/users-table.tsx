import { UserMenu } from '#components/settings/user-menu.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Role } from '#lib/roles.ts';

export type UserLine = {
  id: string;
  name: string;
  email: string;
  role: Role;
  state: 'open' | 'invited' | 'closed';
  secondFactor: boolean;
  sessions: number;
  lastSignIn: Date | null;
};

type UsersTableProps = { users: readonly UserLine[]; zone: string; ownId: string };

/** Everyone who can sign in: role, state, and what an admin can do about it. */
export function UsersTable({ users, zone, ownId }: UsersTableProps) {
  return (
    <Table label="Users">
      <TableHead>
        <Th>Person</Th>
        <Th>Role</Th>
        <Th>State</Th>
        <Th>Second factor</Th>
        <Th align="end">Sessions</Th>
        <Th>Last sign-in</Th>
        <Th hidden>Actions</Th>
      </TableHead>
      <TableBody>
        {users.map((user) => (
          <Tr key={user.id} lines={2} state={user.state === 'closed' ? 'deleted' : undefined}>
            <Td>
              <span className="font-medium" data-strike>
                {user.name}
              </span>
              {user.id === ownId && <span className="text-ink-3"> you</span>}
              <span className="block text-small text-ink-2">{user.email}</span>
            </Td>
            <Td>{user.role}</Td>
            <Td>
              <State state={user.state} />
            </Td>
            <Td className={user.secondFactor ? undefined : 'text-ink-3'}>{user.secondFactor ? 'on' : 'off'}</Td>
            <Td align="end" mono>
              {user.sessions}
            </Td>
            <Td>
              {user.lastSignIn === null ? (
                <span className="text-ink-3">never</span>
              ) : (
                <Time value={user.lastSignIn} zone={zone} mono />
              )}
            </Td>
            <Td align="end">
              <UserMenu user={user} own={user.id === ownId} />
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

function State({ state }: { state: UserLine['state'] }) {
  if (state === 'invited') return <Badge tone="accent">invited</Badge>;
  if (state === 'closed') return <Badge tone="warn">closed</Badge>;
  return <span>open</span>;
}
