import { EmptyState } from '#components/ui/states.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { formatCount } from '#lib/count.ts';
import type { RedisFigures } from '#lib/monitoring/redis/sample.ts';

/** Commands that Redis itself called slow, those that cost most first. */
export function SlowTable({ slow, zone }: { slow: RedisFigures['slow']; zone: string }) {
  if (slow.groups.length === 0)
    return (
      <EmptyState title="No command was slow.">
        Redis notes what takes longer than its slowlog-log-slower-than, 10 ms unless it was changed.
      </EmptyState>
    );
  return (
    <Table label="Slow commands">
      <TableHead>
        <Th>Command</Th>
        <Th>Prefix</Th>
        <Th align="end">Times</Th>
        <Th align="end">Together ms</Th>
        <Th align="end">Worst ms</Th>
        <Th align="end">Last</Th>
      </TableHead>
      <TableBody>
        {slow.groups.map(({ command, prefix, count, total, worst, lastAt }) => (
          <Tr key={`${command} ${prefix}`}>
            <Td className="font-mono text-small">{command}</Td>
            <Td className="font-mono text-small whitespace-nowrap">{prefix ?? '–'}</Td>
            <Td align="end" mono>
              {formatCount(count)}
            </Td>
            <Td align="end" mono>
              {millis(total)}
            </Td>
            <Td align="end" mono>
              {millis(worst)}
            </Td>
            <Td align="end">
              <Time value={lastAt} zone={zone} mono />
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

function millis(micros: number): string {
  const value = micros / 1_000;
  return value >= 100 ? formatCount(Math.round(value)) : value.toFixed(1);
}
