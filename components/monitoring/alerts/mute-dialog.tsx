'use client';

import { BellOff } from 'lucide-react';
import { useTransition } from 'react';
import { Button } from '#components/ui/button.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input, NativeSelect } from '#components/ui/input.tsx';
import { Time } from '#components/ui/time.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { VerdictLine } from '#components/ui/verdict-line.tsx';
import { muteMinutes } from '#lib/monitoring/alerts/channel.ts';
import { noAnswer } from '#lib/result.ts';
import { formatSpan } from '#lib/time.ts';
import { muteAlertsAction, unmuteAlertsAction } from '#server/monitoring/alerts/actions.ts';

const minuteOptions = muteMinutes.map((minutes) => ({ value: String(minutes), label: formatSpan(minutes * 60_000) }));

/** Sends nothing for a while. */
export function MuteDialog() {
  return (
    <ConfirmDialog
      trigger={
        <Button size={32} icon={<BellOff size={14} />}>
          Mute
        </Button>
      }
      title="Mute alerts?"
      description="Nothing is sent until then; on the pages all is told as ever. What is still so when it ends is sent then."
      confirm="Mute"
      keep="Leave it"
      tone="primary"
      onConfirm={(fields) =>
        muteAlertsAction({ reason: String(fields.get('reason') ?? ''), minutes: Number(fields.get('minutes')) })
      }
    >
      <Field label="Why">
        <Input name="reason" autoComplete="off" placeholder="Moving the server" />
      </Field>
      <Field label="For">
        <NativeSelect name="minutes" defaultValue="60" options={minuteOptions} />
      </Field>
    </ConfirmDialog>
  );
}

type MuteLineProps = {
  mute: { id: string; reason: string; until: string; mutedBy: string | null };
  zone: string;
  canAct: boolean;
};

/** A mute that lasts, and its end. */
export function MuteLine({ mute, zone, canAct }: MuteLineProps) {
  const toast = useToast();
  const [busy, start] = useTransition();
  const end = () =>
    start(async () => {
      const ended = await unmuteAlertsAction(mute.id).catch(noAnswer);
      if (!ended.ok) toast({ tone: 'failed', text: ended.message });
    });
  return (
    <VerdictLine tone="blind">
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span>
          Nothing is sent until <Time value={mute.until} zone={zone} />: {mute.reason}
          {mute.mutedBy === null ? '.' : `, says ${mute.mutedBy}.`}
        </span>
        {canAct && (
          <Button size={24} busy={busy} onClick={end}>
            End it now
          </Button>
        )}
      </span>
    </VerdictLine>
  );
}
