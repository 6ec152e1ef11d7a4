import type { z } from 'zod';
import { ShareBar } from '#components/charts/row-bars.tsx';
import { BlindNotice } from '#components/monitoring/sight-notice.tsx';
import { shortName, Unknown } from '#components/monitoring/storage/table-line.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { countOf, formatCount } from '#lib/count.ts';
import { formatBytes } from '#lib/monitoring/storage/bytes.ts';
import { daysOf } from '#lib/monitoring/storage/causes.ts';
import type { partitionsSchema, pendingListsSchema, sequencesSchema } from '#lib/monitoring/storage/sample.ts';

/** Sequences, those nearest to the end of what their column can hold first. */
export function SequenceList({ sequences: { rows, count, unread } }: { sequences: z.infer<typeof sequencesSchema> }) {
  const hasPace = rows.some(({ daysLeft }) => daysLeft !== null);
  return (
    <>
      <Table label="Sequences by how much is used">
        <TableHead>
          <Th>Fills</Th>
          <Th>Type</Th>
          <Th align="end">Used</Th>
          <Th align="end">Left</Th>
          {hasPace && <Th align="end">Ends in</Th>}
        </TableHead>
        <TableBody>
          {rows.map(({ name, column, type, last, max, daysLeft }) => (
            <Tr key={name}>
              <Td title={name}>{shortName(column ?? name)}</Td>
              <Td>{type}</Td>
              <Td align="end" mono className={last / max >= 0.75 ? 'font-medium text-warn' : undefined}>
                <span className="inline-flex items-center gap-2">
                  <ShareBar share={last / max} />
                  <span className="w-14">{shareText(last / max)}</span>
                </span>
              </Td>
              <Td align="end" mono>
                {type === 'bigint' && last / max < 0.01 ? 'plenty' : formatCount(max - last)}
              </Td>
              {hasPace && (
                <Td align="end">
                  {daysLeft === null ? (
                    <Unknown why="It stands, or was not watched for long enough." />
                  ) : (
                    daysOf(daysLeft)
                  )}
                </Td>
              )}
            </Tr>
          ))}
        </TableBody>
      </Table>
      {count > rows.length && (
        <p className="px-5 py-2 text-ink-2">{countOf(count - rows.length, 'other', 'others')} less used.</p>
      )}
      {unread !== null && (
        <BlindNotice
          title="Other sequences"
          reason={`The monitor’s login may not read ${formatCount(unread.count)} of them.`}
          blinds="How near they are to their end is not known."
          mend={unread.mend}
        />
      )}
    </>
  );
}

/** What waits in text indexes. */
export function PendingList({ pending: { rows, count } }: { pending: z.infer<typeof pendingListsSchema> }) {
  const waiting = rows.filter(({ bytes }) => bytes > 0);
  if (waiting.length === 0)
    return (
      <EmptyState title={`Nothing waits in any of the ${count} text indexes.`}>
        New entries wait in a list, which every search reads, until they are put in order.
      </EmptyState>
    );
  return (
    <Table label="Pending lists of text indexes">
      <TableHead>
        <Th>Index</Th>
        <Th align="end">Waits</Th>
        <Th align="end">Rows</Th>
        <Th align="end">Emptied past</Th>
      </TableHead>
      <TableBody>
        {waiting.map(({ table, index, bytes, rows: entries, limitBytes }) => (
          <Tr key={`${table} ${index}`}>
            <Td title={table}>{index}</Td>
            <Td align="end" mono>
              {formatBytes(bytes)}
            </Td>
            <Td align="end" mono>
              {formatCount(entries)}
            </Td>
            <Td align="end" mono>
              {formatBytes(limitBytes)}
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

/** Tables that are cut by time, and how far their partitions reach. */
export function PartitionList({ partitions }: { partitions: z.infer<typeof partitionsSchema> }) {
  const { rows, retentionDays } = partitions;
  if (rows.length === 0) return <EmptyState title="No table is cut into partitions of time yet." />;
  return (
    <>
      <Table label="Partitioned tables">
        <TableHead>
          <Th>Table</Th>
          <Th align="end">Partitions</Th>
          <Th>From</Th>
          <Th>To</Th>
          <Th align="end">In default</Th>
          <Th>Next</Th>
        </TableHead>
        <TableBody>
          {rows.map(({ name, partitions: count, oldestFrom, newestTo, inDefault, coversNow, coversNext }) => (
            <Tr key={name}>
              <Td>{shortName(name)}</Td>
              <Td align="end" mono>
                {formatCount(count)}
              </Td>
              <Td>{oldestFrom === null ? 'open' : <Time value={oldestFrom} zone="UTC" style="day" mono />}</Td>
              <Td>{newestTo === null ? 'open' : <Time value={newestTo} zone="UTC" style="day" mono />}</Td>
              <Td align="end" mono>
                {inDefault === null ? 'none' : formatCount(inDefault)}
              </Td>
              <Td className={coversNow && coversNext ? undefined : 'font-medium text-warn'}>
                {nextWord(coversNow, coversNext)}
              </Td>
            </Tr>
          ))}
        </TableBody>
      </Table>
      <p className="px-5 py-2 text-ink-2">
        {retentionDays === null
          ? 'Turns are kept for ever.'
          : `Turns are kept for ${countOf(retentionDays, 'day', 'days')}.`}
      </p>
    </>
  );
}

function nextWord(coversNow: boolean, coversNext: boolean): string {
  if (!coversNow) return 'missing now';
  return coversNext ? 'there' : 'missing';
}

function shareText(share: number): string {
  if (share === 0) return '0 %';
  return share < 0.001 ? '< 0.1 %' : `${(share * 100).toFixed(1)} %`;
}
