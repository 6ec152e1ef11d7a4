'use client';

import { ArrowLeft } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useRef, useState, useTransition } from 'react';
import { useKeys } from '#components/layout/keys.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { cx } from '#lib/class-names.ts';
import type { GapDetail } from '#lib/questions/gaps/detail.ts';
import { placeBeside } from '#lib/questions/gaps/folding.ts';
import type { GapCounts, GapPerson, GapRow } from '#lib/questions/gaps/gap.ts';
import { type GapParams, gapHref } from '#lib/questions/gaps/params.ts';
import { GapList } from './gap-list.tsx';
import { GapPanel } from './gap-panel.tsx';
import { useFolding } from './use-folding.ts';
import { usePresses } from './use-presses.ts';
import { useTriage } from './use-triage.ts';
import { useWriting } from './use-writing.ts';

type BoardProps = {
  params: GapParams;
  rows: readonly GapRow[];
  counts: GapCounts;
  /** The gap shown beside the list: the one of the address, else the first. */
  shown: GapDetail | null;
  people: readonly GapPerson[];
  contacts: ReactNode;
  today: string;
  zone: string;
  now: string;
  /** What stands where the tab holds nothing. */
  empty: ReactNode;
};

/** The list and the gap that is worked on, by keys alone if one likes. */
export function GapBoard({ params, rows, counts, shown, people, contacts, today, zone, now, empty }: BoardProps) {
  const router = useRouter();
  const [isLoading, start] = useTransition();
  const [ahead, setAhead] = useState<string | null>(null);
  const [assigning, setAssigning] = useState(false);
  const [closing, setClosing] = useState(false);
  const selected = isLoading ? (ahead ?? shown?.row.id) : shown?.row.id;
  const name = (gap: string) => {
    setAhead(gap);
    start(() => router.replace(gapHref(params, { gap }), { scroll: false }));
  };
  const show = (gap: string) => {
    document.querySelector(`[data-gap="${gap}"]`)?.scrollIntoView({ block: 'nearest' });
    name(gap);
  };
  const go = (next: GapRow | undefined) => {
    if (next !== undefined) show(next.id);
  };
  const folding = useFolding(rows, selected ?? null, go);
  const place = folding.shown.findIndex(({ id }) => id === selected);
  const stood = useRef(0);
  useEffect(() => {
    if (place >= 0) stood.current = place;
  });
  const step = (by: 1 | -1) => {
    const next = folding.shown[placeBeside(place, stood.current, by, folding.shown.length)];
    if (next?.id !== selected) go(next);
  };
  const row = folding.shown[place] ?? (shown?.row.id === selected ? shown?.row : undefined);
  // Before anything is done the address names the gap beside the list: the list may begin with another by now.
  const presses = usePresses(() => {
    const isBeside = window.matchMedia('(width >= 80rem)').matches;
    if (params.gap === null && shown !== null && !isLoading && isBeside) name(shown.row.id);
  });
  const left = (gone: GapRow) => {
    const at = folding.shown.findIndex(({ id }) => id === gone.id);
    go(folding.shown[at + 1] ?? folding.shown[at - 1]);
  };
  const triage = useTriage({ left, returned: show }, presses);
  const write = useWriting(isLoading ? ahead : null);
  const isOpen = row !== undefined && row.state !== 'fixed' && row.state !== 'wont_fix';
  useKeys('Gaps', [
    { keys: 'j', caps: ['J', 'K'], label: 'move', foot: true, run: () => step(1) },
    { keys: 'k', caps: null, label: 'move', run: () => step(-1) },
    { keys: 'ArrowDown', label: 'next gap', run: () => step(1) },
    { keys: 'ArrowUp', label: 'gap before', run: () => step(-1) },
    { keys: 'ArrowRight', label: 'show those alike', run: () => row !== undefined && folding.unfold(row) },
    { keys: 'ArrowLeft', label: 'hide those alike', run: () => row !== undefined && folding.fold(row) },
    {
      keys: 'Enter',
      label: 'open group',
      foot: true,
      run: () => row !== undefined && router.push(`/questions/${row.groupId}`),
    },
    { keys: 'a', label: 'assign', foot: true, run: () => isOpen && setAssigning(true) },
    { keys: 'd', label: 'draft', foot: true, run: () => selected !== undefined && write(selected) },
    { keys: 'f', label: 'fixed', foot: true, run: () => isOpen && triage.fix(row) },
    { keys: 'w', label: 'won’t fix', foot: true, run: () => isOpen && setClosing(true) },
    { keys: 'u', label: 'undo', foot: true, run: () => triage.undo(row) },
  ]);
  const [me] = people;
  return (
    <div className="flex min-h-0 flex-1">
      <div
        className={cx(
          'min-w-0 flex-1 border-line xl:max-w-[560px] xl:border-r 3xl:max-w-[720px]',
          params.gap !== null && shown !== null && 'max-xl:hidden',
        )}
      >
        {rows.length === 0 ? (
          empty
        ) : (
          <GapList
            rows={folding.shown}
            read={rows.length}
            counts={counts}
            params={params}
            folding={folding}
            selected={selected ?? null}
            today={today}
            onSelect={go}
            onTake={(taken) => me !== undefined && triage.assign(taken, me)}
          />
        )}
      </div>
      {shown !== null && (
        <div
          aria-busy={isLoading}
          className={cx(
            'min-w-0 flex-1 xl:sticky xl:top-12 xl:max-h-[calc(100dvh-84px)] xl:max-w-[880px] xl:self-start xl:overflow-y-auto',
            params.gap === null && 'max-xl:hidden',
          )}
        >
          <div className="px-5 pt-3 xl:hidden phone:px-4">
            <ButtonLink href={gapHref(params)} icon={<ArrowLeft size={14} />}>
              All gaps
            </ButtonLink>
          </div>
          <GapPanel
            gap={shown}
            params={params}
            people={people}
            contacts={contacts}
            zone={zone}
            now={now}
            triage={triage}
            assigning={assigning}
            onAssigning={setAssigning}
            onWontFix={() => setClosing(true)}
          />
        </div>
      )}
      <ConfirmDialog
        open={closing}
        onOpenChange={setClosing}
        title="Won’t fix"
        description="It leaves the inbox and comes back by itself when as many sessions again get no answer. U takes it back."
        confirm="Close it"
        keep="Keep it open"
        tone="primary"
        onConfirm={async (fields) =>
          row === undefined ? { ok: true, value: null } : triage.wontFix(row, String(fields.get('reason') ?? ''))
        }
      >
        <Field label="Why">
          <Input name="reason" maxLength={500} autoComplete="off" placeholder="Not ours to answer." />
        </Field>
      </ConfirmDialog>
    </div>
  );
}
