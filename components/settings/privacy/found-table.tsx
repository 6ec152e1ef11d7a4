import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import type { StoreFound } from '#lib/erasure/erasure.ts';
import { countsWords, storeWords } from '#lib/erasure/words.ts';

/** What each store holds of somebody, with masked excerpts; what is left there says why. */
export function FoundTable({ found }: { found: readonly StoreFound[] }) {
  return (
    <Table label="What is held" className="-mx-5">
      <TableHead>
        <Th>Where</Th>
        <Th>What holds it</Th>
      </TableHead>
      <TableBody>
        {found.map(({ store, counts, examples, kept }) => (
          <Tr key={store} className="align-top">
            <Td className="py-2 whitespace-nowrap">{storeWords(store)}</Td>
            <Td className="py-2">
              <p className={kept === null ? undefined : 'text-ink-2'}>{countsWords(counts)}</p>
              {kept !== null && <p className="text-small text-warn">Stays: {kept}</p>}
              {counts['turns of its network'] !== undefined && (
                <p className="text-small text-warn">Others share the network; their turns go as well.</p>
              )}
              {examples.map((example) => (
                <p key={example} className="text-small text-ink-3 wrap-anywhere">
                  …{example}
                </p>
              ))}
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}
