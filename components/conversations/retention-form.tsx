'use client';

import { useState, useTransition } from 'react';
import { RetentionPlanView } from '#components/conversations/retention-plan.tsx';
import { useRecentPassword } from '#components/layout/password-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { useToast } from '#components/ui/toast.tsx';
import type { RetentionPlan } from '#lib/conversations/retention.ts';
import { countOf } from '#lib/count.ts';
import { noAnswer, ok, type Result } from '#lib/result.ts';
import { type SettingsSaved, savedNote } from '#lib/settings/saved.ts';
import { planRetentionAction, runRetentionAction } from '#server/conversations/retention/actions.ts';

type RetentionSetting = { 'conversations.retention_days': number | null };

type RetentionProps = {
  /** Null: turns are kept for ever. */
  days: number | null;
  /** What the saved setting would drop now; null without one. */
  due: RetentionPlan | null;
  save: (form: RetentionSetting, shown: RetentionSetting) => Promise<Result<SettingsSaved>>;
};

/** How long turns are kept. What a number of days would drop is shown before it is saved. */
export function RetentionForm({ days, due, save }: RetentionProps) {
  const [typed, setTyped] = useState(days === null ? '' : String(days));
  const [plan, setPlan] = useState<RetentionPlan>();
  const [fault, setFault] = useState<string>();
  const [busy, start] = useTransition();
  const toast = useToast();
  const wish = typed.trim() === '' ? null : Number(typed);
  const look = () =>
    start(async () => {
      setFault(undefined);
      const result = wish === null ? ok(undefined) : await planRetentionAction(wish).catch(noAnswer);
      if (result.ok) setPlan(result.value);
      else setFault(Object.values(result.fieldErrors ?? {})[0] ?? result.message);
    });
  const keep = async () => {
    const saved = await save({ 'conversations.retention_days': wish }, { 'conversations.retention_days': days });
    if (saved.ok) {
      setPlan(undefined);
      toast(savedNote(saved.value));
    }
    return saved;
  };
  const isLooked = wish === null || plan?.days === wish;
  return (
    <div className="flex flex-col gap-4">
      <Field className="max-w-[220px]" label="Days" hint="Empty: for ever." error={fault}>
        <Input
          inputMode="numeric"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          after={<span className="text-small">days</span>}
          className="pr-14 tabular-nums"
        />
      </Field>
      {wish !== null && plan?.days === wish && <RetentionPlanView plan={plan} />}
      <div className="flex flex-wrap items-center gap-2">
        {wish !== null && (
          <Button size={32} busy={busy} onClick={look}>
            Show what would go
          </Button>
        )}
        <ConfirmDialog
          trigger={
            <Button size={32} variant="primary" off={isLooked && wish !== days ? false : offReason(wish === days)}>
              Save
            </Button>
          }
          title={wish === null ? 'Keep turns for ever?' : `Keep turns for ${countOf(wish, 'day', 'days')}?`}
          description={
            plan === undefined || wish === null || plan.months.length === 0
              ? 'Nothing goes now.'
              : `${countOf(plan.months.length, 'month', 'months')} with ${countOf(turnsOf(plan), 'turn', 'turns')} will be dropped tonight. Nobody can take that back; the figures stay.`
          }
          tone={plan === undefined || wish === null || plan.months.length === 0 ? 'primary' : 'danger'}
          confirm="Save"
          keep="Leave it"
          onConfirm={keep}
        />
      </div>
      {due !== null && due.months.length > 0 && <Due plan={due} />}
    </div>
  );
}

function Due({ plan }: { plan: RetentionPlan }) {
  const guarded = useRecentPassword();
  const toast = useToast();
  const run = async () => {
    const asked = await guarded(runRetentionAction);
    if (asked.ok) toast({ text: 'The worker drops them within seconds.' });
    return asked;
  };
  const what = `${countOf(plan.months.length, 'month', 'months')} with ${countOf(turnsOf(plan), 'turn', 'turns')}`;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line pt-4">
      <p className="min-w-0 flex-1 text-ink-2">{what} past their time go at 03:17 UTC.</p>
      <ConfirmDialog
        trigger={<Button variant="danger-quiet">Drop them now</Button>}
        title="Drop these months now?"
        description={`${what}. Nobody can take that back; the figures stay.`}
        confirm="Drop them"
        onConfirm={run}
      />
    </div>
  );
}

function turnsOf(plan: RetentionPlan): number {
  return plan.months.reduce((sum, { turns }) => sum + turns, 0);
}

function offReason(isSame: boolean): string {
  return isSame ? 'This is what holds already.' : 'Look first at what would go.';
}
