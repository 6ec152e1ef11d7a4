import { PanelHead } from '#components/layout/page-head.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { formatCount } from '#lib/count.ts';
import { openOf } from '#lib/monitoring/sessions/causes.ts';
import type { Sessions } from '#lib/monitoring/sessions/sample.ts';
import { clockOf, spanOf } from '#lib/monitoring/sessions/words.ts';

/** The connections of the whole server by application, the most first, against what the server gives. */
export function ConnectionsTable({ sample }: { sample: Sessions }) {
  const { clients, maxConnections, reserved, applications, moreApplications, at } = sample;
  const kept = reserved === 0 ? '' : `; ${reserved} more are kept for superusers`;
  const note = `${formatCount(clients)} of ${formatCount(maxConnections - reserved)} that the server gives${kept}`;
  return (
    <section aria-label="Connections by application" className="min-w-0">
      <PanelHead title="Connections by application" note={note} />
      <Table label="Connections by application">
        <TableHead>
          <Th>Application</Th>
          <Th>Login</Th>
          <Th align="end">Open</Th>
          <Th align="end">Active</Th>
          <Th align="end">Idle</Th>
          <Th align="end">Idle in transaction</Th>
          {sample.hidden !== null && <Th align="end">Not seen</Th>}
          <Th align="end">Oldest</Th>
          <Th align="end">Longest not idle, m:s</Th>
        </TableHead>
        <TableBody>
          {applications.map((one) => (
            <Tr key={`${one.application} ${one.user} ${one.here}`}>
              <Td className="whitespace-nowrap">
                {one.application || 'without a name'}
                {!one.here && <span className="text-ink-3">, another database</span>}
              </Td>
              <Td>{one.user ?? '–'}</Td>
              <Td align="end" mono className="font-medium">
                {openOf(one)}
              </Td>
              <Td align="end" mono>
                {one.active}
              </Td>
              <Td align="end" mono>
                {one.idle}
              </Td>
              <Td align="end" mono>
                {one.idleInTransaction}
              </Td>
              {sample.hidden !== null && (
                <Td align="end" mono>
                  {one.other}
                </Td>
              )}
              <Td align="end" className="whitespace-nowrap">
                {one.oldest === null ? '–' : spanOf(one.oldest, at)}
              </Td>
              <Td align="end" mono>
                {clockOf(one.longest, at)}
              </Td>
            </Tr>
          ))}
        </TableBody>
      </Table>
      {moreApplications > 0 && (
        <p className="px-5 py-2 text-ink-2">{formatCount(moreApplications)} more applications hold fewer each.</p>
      )}
    </section>
  );
}
