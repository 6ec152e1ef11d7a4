import Link from 'next/link';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Change } from '#lib/monitoring/changes/change.ts';
import { isSecretSetting } from '#lib/monitoring/changes/thing.ts';
import { changeTitle, kindWord } from '#lib/monitoring/changes/words.ts';
import { replayHref } from '#lib/monitoring/replay/params.ts';
import { dayKey } from '#lib/time.ts';

type ListProps = { changes: readonly Change[]; zone: string; now: Date };

/** What changed, the newest first: between which looks, what it was and what it is. Each leads to its moment in the replay. */
export function ChangeTable({ changes, zone, now }: ListProps) {
  return (
    <Table label="What changed">
      <TableHead>
        <Th>When</Th>
        <Th className="phone:hidden">Kind</Th>
        <Th>What</Th>
        <Th hidden>Replay</Th>
      </TableHead>
      <TableBody>
        {changes.map((change) => (
          <Tr key={change.id}>
            <Td className="align-top whitespace-nowrap">
              <Between change={change} zone={zone} now={now} />
            </Td>
            <Td className="align-top whitespace-nowrap text-ink-2 phone:hidden">{kindWord(change.kind)}</Td>
            <Td className="min-w-48">
              <p className="font-medium wrap-anywhere">{changeTitle(change)}</p>
              <Values change={change} />
            </Td>
            <Td className="align-top">
              <Link href={replayHref({ at: Date.parse(change.toAt), span: '72h' })} className="link touch">
                Replay
              </Link>
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

/** A start is known to the moment; anything else to the length of a look. */
function Between({ change: { fromAt, toAt }, zone, now }: { change: Change; zone: string; now: Date }) {
  const isToday = dayKey(new Date(toAt), zone) === dayKey(now, zone);
  return (
    <>
      <Time value={fromAt} zone={zone} now={now} style={isToday ? 'clock' : 'moment'} mono />
      {fromAt !== toAt && (
        <>
          <span className="text-ink-3">–</span>
          <Time value={toAt} zone={zone} now={now} style="clock" mono />
        </>
      )}
    </>
  );
}

const afterWords = { added: 'Is', dropped: 'Is', changed: 'After', started: 'Release' } as const;

function Values({ change: { kind, name, what, before, after } }: { change: Change }) {
  if (kind === 'setting' && isSecretSetting(name))
    return <p className="text-small text-ink-3">Its value may be a secret and is not kept.</p>;
  if (kind === 'server' || kind === 'redis' || kind === 'release' || kind === 'migration') return null;
  const lines = [
    ...(before === null ? [] : [{ label: what === 'dropped' ? 'Was' : 'Before', value: before }]),
    ...(after === null ? [] : [{ label: afterWords[what], value: after }]),
  ];
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3 text-small">
      {lines.map(({ label, value }) => (
        <div key={label} className="contents">
          <dt className="text-ink-3">{label}</dt>
          <dd className="font-mono text-ink-2 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
