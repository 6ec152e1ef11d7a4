import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { formatShare } from '#lib/charts/figures.ts';
import { formatCount } from '#lib/count.ts';
import { workTitle } from '#lib/monitoring/pool/work-words.ts';
import type { PoolRun } from '#lib/monitoring/statements/runners.ts';

const SHOWN = 20;

/** Which pages, handlers, actions and jobs sent a statement, the most frequent first. */
export function RunnerTable({ runners }: { runners: readonly PoolRun[] }) {
  if (runners.length === 0)
    return (
      <p className="px-5 py-3 text-ink-2 phone:px-4">
        Not sent by Switchboard in these hours. Another application, a function or a trigger runs it; of our own, calls
        are known for 30 days.
      </p>
    );
  const all = runners.reduce((sum, { calls }) => sum + calls, 0);
  return (
    <Table label="Who sends it">
      <TableHead>
        <Th>Page, handler, action or job</Th>
        <Th align="end">Calls</Th>
        <Th align="end">% of them</Th>
      </TableHead>
      <TableBody>
        {runners.slice(0, SHOWN).map((runner) => (
          <Tr key={`${runner.route} ${runner.operation}`}>
            <Td>{workTitle(runner)}</Td>
            <Td align="end" mono>
              {formatCount(runner.calls)}
            </Td>
            <Td align="end" mono>
              {formatShare(runner.calls / all)}
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}
