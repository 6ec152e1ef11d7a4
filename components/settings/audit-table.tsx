import Link from 'next/link';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { actionWords, detailWords } from '#lib/settings/audit-words.ts';

export type AuditLine = {
  id: string;
  at: Date;
  actorName: string;
  actor: string;
  action: string;
  targetType: string;
  targetId: string;
  targetName: string | null;
  details: Record<string, unknown>;
  sealed: boolean;
};

/** The rows of the audit log: when, who, what, to what, and the details in words. */
export function AuditTable({ rows, zone }: { rows: readonly AuditLine[]; zone: string }) {
  return (
    <Table label="Audit log">
      <TableHead>
        <Th>When</Th>
        <Th>Who</Th>
        <Th>What</Th>
        <Th>Target</Th>
        <Th>Details</Th>
        <Th>Sealed</Th>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td>
              <Time value={row.at} zone={zone} style="moment" mono />
            </Td>
            <Td title={row.actor} className="whitespace-nowrap">
              {row.actorName}
            </Td>
            <Td title={row.action} className="whitespace-nowrap">
              {actionWords(row.action)}
            </Td>
            <Td>
              <Target {...row} />
            </Td>
            <Td className="min-w-48 text-ink-2">{detailWords(row.details)}</Td>
            <Td className="text-ink-3">{row.sealed ? 'yes' : 'in a moment'}</Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

const pages: Record<string, (id: string) => string> = {
  employee: (id) => `/phonebook/${id}`,
  settings: () => '/settings',
  key: () => '/settings/keys',
  user: () => '/settings/users',
};

function Target({ targetType, targetId, targetName }: AuditLine) {
  const page = pages[targetType]?.(targetId);
  const name = targetName ?? `${targetType} ${targetId}`;
  const title = `${targetType}:${targetId}`;
  if (page === undefined) return <span title={title}>{name}</span>;
  return (
    <Link href={page} title={title} className="text-accent hover:underline">
      {name}
    </Link>
  );
}
