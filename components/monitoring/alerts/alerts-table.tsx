'use client';

import Link from 'next/link';
import { useTransition } from 'react';
import { Button } from '#components/ui/button.tsx';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { lampWords } from '#lib/lamps.ts';
import { sentWords } from '#lib/monitoring/alerts/sent-words.ts';
import { wholeSecond } from '#lib/monitoring/replay/move.ts';
import { replayHref } from '#lib/monitoring/replay/params.ts';
import { noAnswer } from '#lib/result.ts';
import { formatSpan } from '#lib/time.ts';
import { acknowledgeAlertAction } from '#server/monitoring/alerts/actions.ts';

type Alert = {
  id: string;
  severity: 'warn' | 'crit';
  raisedAt: string;
  resolvedAt: string | null;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  muted: boolean;
  sent: number;
  waiting: number;
  givenUp: number;
  cause: { sentence: string; href: string };
};

type AlertsTableProps = { alerts: readonly Alert[]; zone: string; canAct: boolean };

/** Alerts, open ones first: since when, how long, who took note of it, and whom it reached. */
export function AlertsTable({ alerts, zone, canAct }: AlertsTableProps) {
  return (
    <Table label="Alerts">
      <TableHead>
        <Th>Told</Th>
        <Th align="end">Lasted</Th>
        <Th>What was to blame</Th>
        <Th>Taken note of</Th>
        <Th>Sent</Th>
      </TableHead>
      <TableBody>
        {alerts.map((alert) => (
          <Tr key={alert.id} lines={2}>
            <Td>
              <Link
                href={replayHref({ at: wholeSecond(Date.parse(alert.raisedAt)), span: '72h' })}
                className="link"
                title="Replay"
              >
                <Time value={alert.raisedAt} zone={zone} mono />
              </Link>
            </Td>
            <Td align="end" mono>
              {alert.resolvedAt === null
                ? 'still'
                : formatSpan(Math.max(0, Date.parse(alert.resolvedAt) - Date.parse(alert.raisedAt)))}
            </Td>
            <Td className="min-w-60">
              <span className="flex gap-2">
                <span className="pt-[3px]">
                  <LampGlyph state={alert.severity} word={lampWords[alert.severity]} />
                </span>
                <span className="min-w-0 wrap-anywhere">{alert.cause.sentence}</span>
              </span>
            </Td>
            <Td className="whitespace-nowrap">
              <Acknowledged alert={alert} zone={zone} canAct={canAct} />
            </Td>
            <Td className="whitespace-nowrap text-ink-2">{sentWords(alert)}</Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

function Acknowledged({ alert, zone, canAct }: { alert: Alert; zone: string; canAct: boolean }) {
  const toast = useToast();
  const [busy, start] = useTransition();
  if (alert.acknowledgedAt !== null)
    return (
      <>
        {alert.acknowledgedBy ?? 'somebody'}
        <span className="block text-small text-ink-3">
          <Time value={alert.acknowledgedAt} zone={zone} />
        </span>
      </>
    );
  if (alert.resolvedAt !== null || !canAct) return <span className="text-ink-3">by nobody</span>;
  const take = () =>
    start(async () => {
      const result = await acknowledgeAlertAction(alert.id).catch(noAnswer);
      if (!result.ok) toast({ tone: 'failed', text: result.message });
    });
  return (
    <Button size={24} busy={busy} onClick={take}>
      Take note
    </Button>
  );
}
