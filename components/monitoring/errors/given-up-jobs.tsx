import { PanelHead } from '#components/layout/page-head.tsx';
import { BlindNotice } from '#components/monitoring/sight-notice.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { formatCount } from '#lib/count.ts';
import type { ErrorsSample } from '#lib/monitoring/errors/sample.ts';
import { conditionWords } from '#lib/monitoring/errors/sqlstate.ts';

const NONE = 'The queue holds none of the last 72 hours.';

/** Jobs that failed for good in 72 hours, after all their tries, as the queue keeps them. */
export function GivenUpJobs({ jobs, zone }: { jobs: ErrorsSample['jobs']; zone: string }) {
  const title = 'Jobs given up';
  if (jobs === null) return null;
  if (jobs.state === 'blind')
    return <BlindNotice {...jobs} title={title} blinds="Which jobs failed for good is not known." />;
  const { rows } = jobs;
  return (
    <section aria-label={title} className="min-w-0">
      <PanelHead title={title} note={rows.length === 0 ? NONE : 'after all their tries'} />
      {rows.length > 0 && (
        <Table label={title}>
          <TableHead>
            <Th>Job</Th>
            <Th>Last error</Th>
            <Th align="end">Times</Th>
            <Th align="end">Last</Th>
          </TableHead>
          <TableBody>
            {rows.map(({ name, count, error, at }) => (
              <Tr key={name}>
                <Td className="font-mono text-small">{name}</Td>
                <Td>{error === null ? 'not told' : conditionWords(error)}</Td>
                <Td align="end" mono>
                  {formatCount(count)}
                </Td>
                <Td align="end">
                  <Time value={at} zone={zone} mono />
                </Td>
              </Tr>
            ))}
          </TableBody>
        </Table>
      )}
    </section>
  );
}
