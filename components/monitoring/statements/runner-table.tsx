import { PanelHead } from '#components/layout/page-head.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { formatShare } from '#lib/charts/figures.ts';
import { formatCount } from '#lib/count.ts';
import { workTitle } from '#lib/monitoring/pool/work-words.ts';
import type { PoolRun } from '#lib/monitoring/statements/runners.ts';

const SHOWN = 20;

/** Which pages, handlers, actions and jobs sent a statement, the most frequent first. */
export function RunnerTable({ runners }: { runners: readonly PoolRun[] }) {
  return (
    <section aria-label="Who sends it" className="border-b border-line">
      <PanelHead title="Who sends it" note="in the hours of the window, as far as Switchboard does" />
      {runners.length === 0 ? (
        <p className="px-5 py-3 text-ink-2 phone:px-4">
          Nothing of Switchboard did. Another application, a function or a trigger runs it; our own calls are known for
          30 days.
        </p>
      ) : (
        <Rows runners={runners} />
      )}
    </section>
  );
}

function Rows({ runners }: { runners: readonly PoolRun[] }) {
  const all = runners.reduce((sum, { calls }) => sum + calls, 0);
  return (
    <Table label="Calls by who sends them">
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
