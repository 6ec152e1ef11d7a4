import { PanelHead } from '#components/layout/page-head.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { countOf, formatCount } from '#lib/count.ts';
import type { SampledStatements } from '#lib/monitoring/statements/sampled.ts';
import { shortName } from '#lib/monitoring/statements/text.ts';
import { msWords } from '#lib/monitoring/statements/words.ts';

type Props = { sampled: SampledStatements; zone: string; now: Date };

/** What the sessions were seen to run, while the server counts no statements. */
export function SampledTable({ sampled, zone, now }: Props) {
  const { samples, rows, unseen } = sampled;
  return (
    <section aria-label="Statements, sampled" className="border-b border-line">
      <PanelHead title="Statements, sampled" note="what the sessions were seen to run; nothing is counted" />
      {samples === 0 ? (
        <EmptyState title="The sessions were not sampled in this window.">
          Samples of the last 72 hours are kept.
        </EmptyState>
      ) : (
        <>
          <p className="border-b border-line px-5 py-2 text-ink-2 phone:px-4">
            Sampled: <Reach {...{ sampled, zone, now }} /> What ran between two of them was not seen, so that short
            statements are missing, and neither calls nor means are known.
            {unseen > 0 &&
              ` In one of them ${countOf(unseen, 'session', 'sessions')} could not be looked into or had no room.`}
          </p>
          {rows.length === 0 ? (
            <EmptyState title="No session was seen to run a statement." />
          ) : (
            <Rows {...{ rows, zone, now }} />
          )}
        </>
      )}
    </section>
  );
}

function Reach({ sampled: { samples, all, from, to }, zone, now }: Props) {
  return (
    <>
      {samples < all ? `${formatCount(samples)} of ${formatCount(all)} samples` : countOf(samples, 'sample', 'samples')}
      {from !== null && to !== null && (
        <>
          , from <Time value={from} zone={zone} now={now} style="moment" /> to{' '}
          <Time value={to} zone={zone} now={now} style="moment" />
        </>
      )}
      .
    </>
  );
}

function Rows({ rows, zone, now }: Pick<SampledStatements, 'rows'> & Omit<Props, 'sampled'>) {
  return (
    <Table label="Statements, sampled">
      <TableHead>
        <Th>Statement</Th>
        <Th align="end">Times seen</Th>
        <Th align="end">Longest seen</Th>
        <Th align="end">Last seen</Th>
      </TableHead>
      <TableBody>
        {rows.map(({ key, text, seen, longestMs, lastAt }) => (
          <Tr key={key}>
            <Td className="w-full max-w-0 min-w-64 phone:min-w-44">
              <span className="flex min-w-0 items-baseline gap-3">
                <span className="shrink-0 font-medium phone:min-w-0 phone:shrink phone:truncate">
                  {shortName(text)}
                </span>
                <span className="min-w-0 truncate font-mono text-small text-ink-3 phone:hidden" title={text}>
                  {text}
                </span>
              </span>
            </Td>
            <Td align="end" mono>
              {formatCount(seen)}
            </Td>
            <Td align="end" mono>
              {msWords(longestMs)}
            </Td>
            <Td align="end">
              <Time value={lastAt} zone={zone} now={now} style="moment" />
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}
