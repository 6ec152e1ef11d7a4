import { PanelHead } from '#components/layout/page-head.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { formatCount } from '#lib/count.ts';
import type { SearchTimes } from '#lib/monitoring/statements/search-times.ts';
import { msFigure } from '#lib/monitoring/statements/words.ts';

/** How long searches of the phonebook took in the window, by kind. */
export function SearchTable({ times }: { times: readonly SearchTimes[] }) {
  return (
    <section aria-label="Searches of the phonebook">
      <PanelHead title="Searches of the phonebook" note="by what answered them; ms in the server" />
      {times.length === 0 ? (
        <EmptyState title="Nobody searched the phonebook in this window." />
      ) : (
        <Table label="Searches by kind">
          <TableHead>
            <Th>Kind</Th>
            <Th align="end">Searches</Th>
            <Th align="end">Mean</Th>
            <Th align="end">p50</Th>
            <Th align="end">p95</Th>
            <Th align="end">Slowest</Th>
          </TableHead>
          <TableBody>
            {times.map(({ kind, searches, mean, p50, p95, slowest }) => (
              <Tr key={kind}>
                <Td>{kind}</Td>
                <Td align="end" mono>
                  {formatCount(searches)}
                </Td>
                {[mean, p50, p95, slowest].map((value, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a figure is its place.
                  <Td key={place} align="end" mono>
                    {msFigure(value)}
                  </Td>
                ))}
              </Tr>
            ))}
          </TableBody>
        </Table>
      )}
    </section>
  );
}
