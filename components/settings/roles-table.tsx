import { Check, Minus } from 'lucide-react';
import { Badge } from '#components/ui/badge.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { needsRecentPassword, type Permission, permissions, roleMay, roles } from '#lib/roles.ts';

/** The table that every guard reads, as people read it. */
export function RolesTable() {
  const ids = Object.keys(permissions).filter((id): id is Permission => id in permissions);
  const groups = [...new Set(ids.map((id) => permissions[id].group))];
  return (
    <Table label="Roles">
      <TableHead>
        <Th>May</Th>
        {roles.map((role) => (
          <Th key={role} className="w-24">
            {role}
          </Th>
        ))}
      </TableHead>
      {groups.map((group) => (
        <TableBody key={group}>
          <tr className="h-7 border-b border-line bg-sunken">
            <th
              scope="rowgroup"
              colSpan={roles.length + 1}
              className="px-5 text-left text-small font-medium text-ink-2"
            >
              {group}
            </th>
          </tr>
          {ids
            .filter((id) => permissions[id].group === group)
            .map((id) => (
              <PermissionRow key={id} id={id} />
            ))}
        </TableBody>
      ))}
    </Table>
  );
}

function PermissionRow({ id }: { id: Permission }) {
  return (
    <Tr>
      <Td>
        {permissions[id].sentence} {needsRecentPassword(id) && <Badge>asks for the password</Badge>}
      </Td>
      {roles.map((role) => (
        <Td key={role}>
          {roleMay(role, id) ? (
            <Check size={15} aria-label="yes" />
          ) : (
            <Minus size={15} aria-label="no" className="text-ink-3" />
          )}
        </Td>
      ))}
    </Tr>
  );
}
