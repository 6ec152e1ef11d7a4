'use client';

import { useState, useTransition } from 'react';
import { useRecentPassword } from '#components/layout/password-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { noAnswer } from '#lib/result.ts';
import { deleteChannelAction, testChannelAction } from '#server/monitoring/alerts/actions.ts';

type Channel = {
  id: string;
  kind: 'webhook' | 'email';
  name: string;
  target: string;
  leastSeverity: 'warn' | 'crit';
  deliveredAt: string | null;
  failure: string | null;
  waiting: number;
};

/** Where alerts go, how the last message fared, and a test of each. */
export function ChannelsTable({ channels, zone }: { channels: readonly Channel[]; zone: string }) {
  return (
    <Table label="Alert channels">
      <TableHead>
        <Th>Name</Th>
        <Th>Leads to</Th>
        <Th>From</Th>
        <Th>Last message</Th>
        <Th hidden>Actions</Th>
      </TableHead>
      <TableBody>
        {channels.map((channel) => (
          <Tr key={channel.id} lines={2}>
            <Td className="font-medium wrap-anywhere">{channel.name}</Td>
            <Td className="min-w-40 wrap-anywhere">
              {channel.target.replaceAll(',', ', ')}
              <span className="block text-small text-ink-3">{channel.kind === 'webhook' ? 'webhook' : 'e-mail'}</span>
            </Td>
            <Td className="whitespace-nowrap">{channel.leastSeverity === 'warn' ? 'warnings on' : 'critical only'}</Td>
            <Td className="min-w-40">
              <LastMessage channel={channel} zone={zone} />
            </Td>
            <Td align="end">
              <span className="inline-flex gap-2">
                <TestButton id={channel.id} name={channel.name} />
                <DeleteButton id={channel.id} name={channel.name} />
              </span>
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

function LastMessage({ channel: { failure, deliveredAt, waiting }, zone }: { channel: Channel; zone: string }) {
  if (failure !== null)
    return (
      <span className="flex gap-2">
        <span className="pt-[3px]">
          <LampGlyph state="warn" word="Failed" />
        </span>
        <span className="min-w-0 wrap-anywhere">
          {failure}{' '}
          {waiting > 0 && (
            <span className="text-ink-2">
              {waiting === 1 ? '1 waits and is tried again.' : `${waiting} wait and are tried again.`}
            </span>
          )}
        </span>
      </span>
    );
  if (deliveredAt === null) return <span className="text-ink-3">none yet</span>;
  return (
    <>
      taken <Time value={deliveredAt} zone={zone} />
    </>
  );
}

function TestButton({ id, name }: { id: string; name: string }) {
  const guarded = useRecentPassword();
  const toast = useToast();
  const [busy, start] = useTransition();
  const test = () =>
    start(async () => {
      const result = await guarded(() => testChannelAction(id)).catch(noAnswer);
      if (result.ok) toast({ tone: 'done', text: 'The test was taken.' });
      else toast({ tone: 'failed', text: `The test was not taken. ${result.message}` });
    });
  return (
    <Button size={24} busy={busy} aria-label={`Test ${name}`} onClick={test}>
      Test
    </Button>
  );
}

function DeleteButton({ id, name }: { id: string; name: string }) {
  const guarded = useRecentPassword();
  const [open, setOpen] = useState(false);
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size={24} variant="danger-quiet" aria-label={`Take ${name} away`}>
          Take away
        </Button>
      }
      title={`Take ${name} away?`}
      description="No alert goes there any more, also none that waits. Its history goes with it; it can be added again."
      confirm="Take away"
      onConfirm={() => guarded(() => deleteChannelAction(id))}
    />
  );
}
