'use client';

import { ExternalLink } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Time } from '#components/ui/time.tsx';
import { sessionHref } from '#lib/conversations/params.ts';
import { countOf } from '#lib/count.ts';
import type { GapDetail } from '#lib/questions/gaps/detail.ts';
import { evidenceOf } from '#lib/questions/gaps/evidence.ts';
import type { GapPerson, GapRow } from '#lib/questions/gaps/gap.ts';
import type { GapParams } from '#lib/questions/gaps/params.ts';
import { AssignMenu } from './assign-menu.tsx';
import { GapEvents } from './gap-events.tsx';
import { GapHistory } from './gap-history.tsx';
import { GapRates } from './gap-rates.tsx';
import { TypedField } from './typed-field.tsx';
import type { useTriage } from './use-triage.ts';

type PanelProps = {
  gap: GapDetail;
  params: GapParams;
  people: readonly GapPerson[];
  /** Entries of the phonebook, where the question asks for a person or a number. */
  contacts: ReactNode;
  zone: string;
  now: string;
  triage: ReturnType<typeof useTriage>;
  assigning: boolean;
  onAssigning: (open: boolean) => void;
  onWontFix: () => void;
};

/** One gap: why it stands here, how it went, what the bot said, and what to answer instead. */
export function GapPanel({ gap, params, contacts, zone, now: present, triage, ...rest }: PanelProps) {
  const { row } = gap;
  const now = new Date(present);
  return (
    <article aria-label={row.title} className="px-5 pt-4 pb-10 phone:px-4">
      <div className="flex items-start gap-3">
        <h2 className="min-w-0 flex-1 text-strong font-medium wrap-anywhere">{row.title}</h2>
        <Link
          href={`/questions/${row.groupId}`}
          prefetch={false}
          aria-label="Open the group"
          title="Open the group"
          className="touch-square -mt-1 flex size-7 shrink-0 items-center justify-center rounded-control text-ink-2 hover:bg-hover hover:text-ink-1"
        >
          <ExternalLink size={15} aria-hidden="true" />
        </Link>
      </div>
      <p className="mt-1 text-ink-2">
        {evidenceOf(gap, params.period, zone, now).map(({ text, strong }) => (
          <span key={text} className={strong ? 'font-medium text-ink-1' : undefined}>
            {text}
          </span>
        ))}
      </p>
      <GapHistory days={gap.history} events={gap.events} zone={zone} now={now} />
      {gap.rates !== null && <GapRates rates={gap.rates} />}
      <div className="mt-4">
        <TypedField
          key={`draft ${row.id}`}
          gap={row.id}
          title={row.title}
          field="draft"
          label="Draft answer"
          placeholder="What the bot should have said."
          given={gap.draft}
          zone={zone}
        />
      </div>
      <Doings row={row} triage={triage} {...rest} />
      {contacts}
      {gap.core !== null && <WhatFails core={gap.core} wordings={gap.wordings} />}
      <Part title="Turns without an answer">
        <ol className="-mx-5 phone:-mx-4">
          {gap.examples.map((turn) => (
            <li key={turn.id} className="border-b border-line">
              <Link
                href={sessionHref(turn.sessionId, turn)}
                prefetch={false}
                className="block px-5 py-1.5 transition-colors hover:bg-hover phone:px-4"
              >
                <span className="flex items-baseline gap-3">
                  <span className="min-w-0 flex-1 truncate">{turn.question}</span>
                  <Time value={turn.at} zone={zone} now={now} className="text-small text-ink-2" />
                </span>
              </Link>
            </li>
          ))}
        </ol>
      </Part>
      <Part title="What the bot said">
        <ol>
          {gap.answers.map(({ text, turns }) => (
            <li key={text} className="flex items-baseline gap-3 py-1">
              <span className="line-clamp-3 min-w-0 flex-1 wrap-anywhere">{text === '' ? 'Nothing.' : text}</span>
              <span className="shrink-0 text-small text-ink-2 tabular-nums">{countOf(turns, 'turn', 'turns')}</span>
            </li>
          ))}
        </ol>
      </Part>
      <div className="mt-5">
        <TypedField
          key={`note ${row.id}`}
          gap={row.id}
          title={row.title}
          field="note"
          label="Note"
          placeholder="What colleagues should know."
          given={gap.note}
          zone={zone}
        />
      </div>
      <Part title="What happened">
        <GapEvents events={gap.events} zone={zone} busy={triage.busy} onSwap={(event) => triage.swap(row, event)} />
      </Part>
    </article>
  );
}

/** The wordings that fail, and how much of the group they are. */
function WhatFails({ core, wordings }: { core: NonNullable<GapDetail['core']>; wordings: GapDetail['wordings'] }) {
  const share = `${Math.round(core.failing * 100)} %`;
  return (
    <Part title="What fails">
      <p className="pb-1 text-ink-2">
        {core.texts < core.looked
          ? `${core.texts} of the ${core.looked} wordings looked at ${core.texts === 1 ? 'fails' : 'fail'} ${share} of the time.`
          : `${core.texts === 1 ? 'Its only wording fails' : `All ${core.texts} wordings looked at fail`} ${share} of the time.`}
      </p>
      <ol>
        {wordings.map(({ id, text, failed }) => (
          <li key={id} className="flex items-baseline gap-3 py-1">
            <span className="line-clamp-2 min-w-0 flex-1 wrap-anywhere">{text}</span>
            <span className="shrink-0 text-small text-ink-2 tabular-nums">{countOf(failed, 'turn', 'turns')}</span>
          </li>
        ))}
      </ol>
    </Part>
  );
}

type DoingsProps = Pick<PanelProps, 'people' | 'triage' | 'assigning' | 'onAssigning' | 'onWontFix'> & { row: GapRow };

function Doings({ row, people, triage, assigning, onAssigning, onWontFix }: DoingsProps) {
  if (row.state === 'fixed' || row.state === 'wont_fix')
    return (
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <Button size={28} onClick={() => triage.open(row)} busy={triage.busy}>
          Open again
        </Button>
      </div>
    );
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2">
      <Button variant="primary" size={28} keys={['F']} onClick={() => triage.fix(row)} busy={triage.busy}>
        Mark fixed
      </Button>
      <AssignMenu
        row={row}
        people={people}
        open={assigning}
        onOpenChange={onAssigning}
        onAssign={(person) => triage.assign(row, person)}
      />
      <DueField key={`${row.id} ${row.due}`} kept={row.due} onDue={(day) => triage.due(row, day)} />
      <Button size={28} keys={['W']} onClick={onWontFix}>
        Won’t fix
      </Button>
    </div>
  );
}

type DueProps = { kept: string | null; onDue: (day: string | null) => Promise<boolean> };

/** A day that is kept once the field is left; half a day and one that was refused give way to the one that is kept. */
function DueField({ kept, onDue }: DueProps) {
  const leave = async (input: HTMLInputElement) => {
    const day = input.value === '' ? null : input.value;
    if (input.validity.badInput || (day !== kept && !(await onDue(day)))) input.value = kept ?? '';
  };
  return (
    <Field label="Due" className="flex-row! items-center">
      <Input type="date" className="h-7" defaultValue={kept ?? ''} onBlur={(event) => leave(event.currentTarget)} />
    </Field>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="mt-5">
      <h3 className="pb-1 text-small font-normal text-ink-2">{title}</h3>
      {children}
    </section>
  );
}
