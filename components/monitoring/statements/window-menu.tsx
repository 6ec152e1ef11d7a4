'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { BarMenu } from '#components/layout/period-menu.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { MenuItem } from '#components/ui/menu.tsx';
import { Sheet } from '#components/ui/sheet.tsx';
import { instantOfLocal, localTimeOf } from '#lib/measures/zones.ts';
import {
  againsts,
  type StatementParams,
  statementHref,
  statementsHref,
  windows,
} from '#lib/monitoring/statements/params.ts';

type Props = {
  params: StatementParams;
  statement?: string;
  zone: string;
  /** The two windows in force, in milliseconds since 1970. */
  from: number;
  to: number;
  other: number;
};

/** Which window is looked at and against which, on the list or on the page of one statement. Everything named is a link. */
export function WindowMenu({ params, statement, zone, from, to, other }: Props) {
  const { window, against } = params;
  const hrefOf = (next: StatementParams) =>
    statement === undefined ? statementsHref(next) : statementHref(statement, next);
  const at = (instant: number) => inputTime(instant, zone).replace('T', ' ');
  const shown =
    window.name === 'own'
      ? `${at(from)} to ${at(to).slice(11)}`
      : (windows.find(({ name }) => name === window.name)?.label ?? '');
  const compared =
    typeof against === 'object' ? `from ${at(other)}` : (againsts.find(({ name }) => name === against)?.label ?? '');
  return (
    <>
      <BarMenu name="Window" value={shown}>
        {windows.map(({ name, label }) => (
          <MenuItem key={name} href={hrefOf({ ...params, window: { name } })}>
            {label}
          </MenuItem>
        ))}
      </BarMenu>
      <BarMenu name="Against" value={compared}>
        {againsts.map(({ name, label }) => (
          <MenuItem key={name} href={hrefOf({ ...params, against: name })}>
            {label}
          </MenuItem>
        ))}
      </BarMenu>
      <OwnWindows {...{ params, zone, from, to, other, hrefOf }} />
    </>
  );
}

type OwnProps = Omit<Props, 'statement'> & { hrefOf: (next: StatementParams) => string };

/** Two windows of one's own: from and to, and where the other one of equal length begins. */
function OwnWindows({ params, zone, from, to, other, hrefOf }: OwnProps) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string>();
  const router = useRouter();
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [start, end, compared] = ['from', 'to', 'against'].map((name) => readLocal(`${form.get(name)}`, zone));
    if (start === undefined || end === undefined || compared === undefined)
      return setProblem('Give all three times, with date, hour and minute.');
    if (start >= end) return setProblem('The window ends before it begins.');
    setProblem(undefined);
    setOpen(false);
    router.push(hrefOf({ ...params, window: { name: 'own', from: start, to: end }, against: { from: compared } }));
  };
  return (
    <Sheet open={open} onOpenChange={setOpen} title="Two windows" trigger={<Button size={32}>Times</Button>}>
      <form onSubmit={onSubmit} className="flex flex-col gap-4 p-5" noValidate>
        <Field label="From">
          <Input type="datetime-local" name="from" defaultValue={inputTime(from, zone)} />
        </Field>
        <Field label="To">
          <Input type="datetime-local" name="to" defaultValue={inputTime(to, zone)} />
        </Field>
        <Field label="Against as long a time from" hint={`Times of ${zone}. 100 days are kept, the older the coarser.`}>
          <Input type="datetime-local" name="against" defaultValue={inputTime(other, zone)} />
        </Field>
        {problem !== undefined && (
          <p role="alert" className="text-crit">
            {problem}
          </p>
        )}
        <Button type="submit" variant="primary">
          Compare
        </Button>
      </form>
    </Sheet>
  );
}

/** As a form shows a time: `2026-11-18T09:05`. */
function inputTime(instant: number, zone: string): string {
  const { offset } = localTimeOf(zone, instant);
  return new Date(instant + offset * 60_000).toISOString().slice(0, 16);
}

function readLocal(text: string, zone: string): number | undefined {
  const [, year, month, day, hour, minute] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  return instantOfLocal(zone, { year, month, day }, hour, minute);
}
