import { RevokeKeyButton } from '#components/settings/revoke-key-button.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { conflictWords } from '#lib/account/key-conflicts.ts';
import type { Scope } from '#lib/roles.ts';

export type KeyLine = {
  id: string;
  name: string;
  prefix: string;
  scopes: readonly Scope[];
  state: 'good' | 'expired' | 'revoked';
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  conflicts: number;
};

/** The keys of programs: what each may, when it was last used, when it ends. */
export function KeysTable({ keys, zone }: { keys: readonly KeyLine[]; zone: string }) {
  return (
    <Table label="API keys">
      <TableHead>
        <Th>Name</Th>
        <Th>Begins with</Th>
        <Th>May</Th>
        <Th>Last used</Th>
        <Th>Ends</Th>
        <Th>Made</Th>
        <Th hidden>Actions</Th>
      </TableHead>
      <TableBody>
        {keys.map((key) => (
          <Tr key={key.id} lines={2} state={key.state === 'good' ? undefined : 'deleted'}>
            <Td className="font-medium">
              <span data-strike>{key.name}</span> {key.state !== 'good' && <Badge tone="warn">{key.state}</Badge>}
              {key.conflicts > 0 && (
                <span className="block text-small font-normal text-warn">{conflictWords(key.conflicts)}</span>
              )}
            </Td>
            <Td mono>{key.prefix}…</Td>
            <Td>
              <span className="flex flex-wrap gap-1">
                {key.scopes.map((scope) => (
                  <Chip key={scope}>{scope}</Chip>
                ))}
              </span>
            </Td>
            <Td>
              <When value={key.lastUsedAt} never="never" zone={zone} />
            </Td>
            <Td>
              <When value={key.expiresAt} never="never" zone={zone} />
            </Td>
            <Td className="whitespace-nowrap">
              <Time value={key.createdAt} zone={zone} mono />
              <span className="block text-small text-ink-3">by {key.createdBy}</span>
            </Td>
            <Td align="end">{key.state !== 'revoked' && <RevokeKeyButton id={key.id} name={key.name} />}</Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

function When({ value, never, zone }: { value: Date | null; never: string; zone: string }) {
  if (value === null) return <span className="text-ink-3">{never}</span>;
  return <Time value={value} zone={zone} mono />;
}
