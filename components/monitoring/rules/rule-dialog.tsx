'use client';

import { useState } from 'react';
import { useRecentPassword } from '#components/layout/password-gate.tsx';
import { DefaultButton } from '#components/monitoring/rules/default-button.tsx';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/choice.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormEnd } from '#components/ui/form-end.tsx';
import { Input } from '#components/ui/input.tsx';
import { type Submission, useSubmit } from '#components/ui/use-submit.ts';
import type { LevelLine, RuleLine } from '#lib/monitoring/rules/line.ts';
import { limitWords } from '#lib/monitoring/rules/words.ts';
import { updateRuleAction } from '#server/monitoring/rules/actions.ts';

/** Changes a rule, each value with its default beside it. */
export function RuleDialog({ rule }: { rule: RuleLine }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size={24} aria-label={`Change ${rule.label}`}>
          Change
        </Button>
      }
      title={rule.label}
      description={rule.words}
    >
      <RuleFields rule={rule} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function RuleFields({ rule, onDone }: { rule: RuleLine; onDone: () => void }) {
  const guarded = useRecentPassword();
  const form = useSubmit(
    (fields) =>
      guarded(() =>
        updateRuleAction({
          rule: rule.name,
          isOn: fields.get('isOn') === 'yes',
          ...numberOf(fields, 'warnLimit'),
          ...numberOf(fields, 'warnHold'),
          ...numberOf(fields, 'critLimit'),
          ...numberOf(fields, 'critHold'),
        }),
      ),
    onDone,
  );
  return (
    <form method="post" onSubmit={form.onSubmit} className="flex flex-col gap-4" noValidate>
      <Checkbox name="isOn" value="yes" defaultChecked={rule.isOn} label="On: it is told, on the pages and by alert" />
      {rule.warn !== null && <LevelFields rule={rule} name="warn" level={rule.warn} form={form} />}
      {rule.crit !== null && <LevelFields rule={rule} name="crit" level={rule.crit} form={form} />}
      {(rule.isChanged || !rule.isOn) && <DefaultButton rule={rule.name} onDone={onDone} />}
      <FormEnd form={form} send="Save" />
    </form>
  );
}

const words = { warn: 'Warning', crit: 'Critical' } as const;

type LevelProps = { rule: RuleLine; name: 'warn' | 'crit'; level: LevelLine; form: Submission };

function LevelFields({ rule: { unit, below, bounds }, name, level: { now, usual }, form }: LevelProps) {
  const [limit, hold] = [`${name}Limit`, `${name}Hold`];
  return (
    <div className="grid grid-cols-2 gap-3">
      {usual.limit !== undefined && (
        <Field
          label={`${words[name]} ${below ? 'down to' : 'from'}${unit === undefined ? '' : `, ${unit}`}`}
          error={form.errorOf(limit)}
          hint={`Default ${limitWords(usual.limit, unit)}${bounds === null ? '' : `; ${limitWords(bounds[0], undefined)} to ${limitWords(bounds[1], undefined)}`}`}
        >
          <Input name={limit} inputMode="decimal" autoComplete="off" mono defaultValue={String(now.limit)} />
        </Field>
      )}
      <Field
        label={`${words[name]} once it lasts, s`}
        error={form.errorOf(hold)}
        hint={`Default ${limitWords(usual.holdSeconds, 's')}`}
      >
        <Input name={hold} inputMode="numeric" autoComplete="off" mono defaultValue={String(now.holdSeconds)} />
      </Field>
    </div>
  );
}

/** A number that was typed; what is no number is told beside its field. */
function numberOf(fields: FormData, name: string): Record<string, number> {
  const typed = fields.get(name);
  if (typeof typed !== 'string') return {};
  return { [name]: typed.trim() === '' ? Number.NaN : Number(typed.trim()) };
}
