import Link from 'next/link';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { lampWords } from '#lib/lamps.ts';
import { wholeSecond } from '#lib/monitoring/replay/move.ts';
import { replayHref } from '#lib/monitoring/replay/params.ts';
import { formatSpan } from '#lib/time.ts';

type Incident = {
  id: string;
  severity: 'warn' | 'crit';
  since: string;
  toldAt: string;
  endedAt: string | null;
  cause: { sentence: string; hurts: string };
};

/** What was to blame in the last three days, told last first; each leads to the moment at which it was told. */
export function IncidentList({ incidents, zone, now }: { incidents: readonly Incident[]; zone: string; now: Date }) {
  return (
    <Table label="What was to blame in the last 72 hours">
      <TableHead>
        <Th>Since</Th>
        <Th align="end">Lasted</Th>
        <Th>What was to blame</Th>
      </TableHead>
      <TableBody>
        {incidents.map(({ id, severity, since, toldAt, endedAt, cause }) => (
          <Tr key={id}>
            <Td>
              <Link
                href={replayHref({ at: wholeSecond(Date.parse(toldAt)), span: '72h' })}
                className="link"
                title="Replay"
              >
                <Time value={since} zone={zone} now={now} mono />
              </Link>
            </Td>
            <Td align="end" mono>
              {endedAt === null ? 'still' : formatSpan(Math.max(0, Date.parse(endedAt) - Date.parse(since)))}
            </Td>
            <Td>
              <span className="flex gap-2">
                <span className="pt-[3px]">
                  <LampGlyph state={severity} word={lampWords[severity]} />
                </span>
                <span className="min-w-0 wrap-anywhere">{cause.sentence}</span>
              </span>
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}
