'use client';

import { ChevronDown, ChevronRight, Plus } from 'lucide-react';
import Link from 'next/link';
import { Avatar } from '#components/ui/avatar.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { cx } from '#lib/class-names.ts';
import { countOf, formatCount } from '#lib/count.ts';
import { dueWords } from '#lib/questions/gaps/due.ts';
import { gapStateWords } from '#lib/questions/gaps/evidence.ts';
import { changeOf, GAPS_A_PAGE, type GapCounts, type GapRow, LAST_GAP_PAGE } from '#lib/questions/gaps/gap.ts';
import { type GapParams, gapHref } from '#lib/questions/gaps/params.ts';
import { QuietGaps } from './quiet-gaps.tsx';
import { GapGlyph } from './state-glyph.tsx';
import type { Folding } from './use-folding.ts';

type ListProps = {
  rows: readonly GapRow[];
  /** How many were read, those that are folded away among them. */
  read: number;
  counts: GapCounts;
  params: GapParams;
  folding: Pick<Folding, 'isUnfolded' | 'toggle'>;
  selected: string | null;
  /** The present day where the viewer is, `2026-11-18`. */
  today: string;
  onSelect: (row: GapRow) => void;
  onTake: (row: GapRow) => void;
};

/** The gaps of a tab, two lines each: what is asked, how far it is, how many sessions it cost. */
export function GapList({ rows, read, counts, params, folding, selected, onSelect, ...rest }: ListProps) {
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-4 border-b border-line px-5 py-1.5 pr-14 text-small text-ink-2 phone:px-4 phone:pr-16">
        <QuietGaps params={params} counts={counts} />
        <span className="ml-auto">sessions affected</span>
      </p>
      <ol aria-label="Gaps">
        {rows.map((row) => {
          const isSelected = row.id === selected;
          return (
            <li
              key={row.id}
              data-gap={row.id}
              data-selected={isSelected || undefined}
              data-under={row.under ?? undefined}
              className={cx(
                'relative flex min-h-12 items-center gap-3 border-b border-line px-5 py-1.5 transition-colors phone:px-4',
                row.under !== null && 'pl-12 phone:pl-10',
                isSelected ? 'xl:bg-accent-tint xl:shadow-[inset_2px_0_0_var(--color-accent)]' : 'hover:bg-hover',
              )}
            >
              <GapGlyph row={row} />
              <Link
                href={gapHref(params, { gap: row.id })}
                scroll={false}
                aria-current={isSelected ? 'true' : undefined}
                onNavigate={(event) => {
                  if (window.matchMedia('(width < 80rem)').matches) return;
                  event.preventDefault();
                  onSelect(row);
                }}
                className="min-w-0 flex-1 after:absolute after:inset-0"
              >
                <span className={cx('block truncate', row.state === 'new' || isSelected ? 'font-medium' : '')}>
                  {row.title}
                </span>
                <StateLine row={row} today={rest.today} />
              </Link>
              {row.alike !== null && (
                <Alike
                  count={row.alike.gaps}
                  isUnfolded={folding.isUnfolded(row)}
                  onToggle={() => folding.toggle(row)}
                />
              )}
              <Sessions row={row} />
              <Holder row={row} onTake={rest.onTake} />
            </li>
          );
        })}
      </ol>
      <Foot params={params} shown={read} total={counts[params.tab]} />
    </>
  );
}

/** Where in the tab one is, where it is longer than a page. */
function Foot({ params, shown, total }: { params: GapParams; shown: number; total: number }) {
  const { page } = params;
  const from = (page - 1) * GAPS_A_PAGE + 1;
  const to = from + shown - 1;
  if (page === 1 && total <= to) return null;
  return (
    <Pagination
      from={from}
      to={to}
      total={total}
      previousHref={page > 1 ? gapHref(params, { page: page - 1 }) : undefined}
      nextHref={to < total && page < LAST_GAP_PAGE ? gapHref(params, { page: page + 1 }) : undefined}
    />
  );
}

function StateLine({ row, today }: { row: GapRow; today: string }) {
  const due = row.due === null ? null : dueWords(row.due, today);
  const isBack = row.reopenedAt !== null && row.state !== 'fixed' && row.state !== 'wont_fix';
  const isDue = due !== null && row.state !== 'fixed' && row.state !== 'wont_fix';
  const parts = [
    row.failing !== null && `fails ${Math.round(row.failing * 100)} %`,
    row.partial > 0 && `${formatCount(row.partial)} in part`,
    row.alike !== null &&
      `${countOf(row.alike.sessions, 'session', 'sessions')} with ${formatCount(row.alike.gaps)} alike`,
    row.under !== null && 'seems to ask the same',
  ].filter(Boolean);
  return (
    <span className="flex flex-wrap items-center gap-x-1.5 text-small text-ink-2">
      {isBack && <Badge tone="warn">reopened</Badge>}
      <span>
        {!isBack && <span className={row.state === 'new' ? 'text-accent' : undefined}>{gapStateWords[row.state]}</span>}
        {parts.map((part, place) => (place === 0 && isBack ? part : `, ${part}`)).join('')}
        {isDue && ', '}
        {isDue && <span className={due.pressing ? 'font-medium text-warn' : undefined}>{due.text}</span>}
      </span>
    </span>
  );
}

/** Shows and hides the gaps below one that seem to ask the same. */
function Alike({ count, isUnfolded, onToggle }: { count: number; isUnfolded: boolean; onToggle: () => void }) {
  const Chevron = isUnfolded ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      onClick={onToggle}
      aria-expanded={isUnfolded}
      aria-label={countOf(count, 'gap that seems to ask the same', 'gaps that seem to ask the same')}
      title={isUnfolded ? 'Hide those that seem to ask the same' : 'Show those that seem to ask the same'}
      className="touch-square relative flex h-6 shrink-0 items-center gap-0.5 rounded-control px-1 text-small text-ink-2 tabular-nums hover:bg-hover hover:text-ink-1"
    >
      <Chevron size={14} aria-hidden="true" />
      {formatCount(count)}
    </button>
  );
}

function Sessions({ row }: { row: GapRow }) {
  const change = changeOf(row);
  return (
    <span className="relative shrink-0 text-right">
      <span className="figures block" title={row.atLeast ? 'At least so many' : undefined}>
        {row.atLeast && '≥ '}
        {formatCount(row.sessions)}
        <span className="sr-only"> {row.sessions === 1 ? 'session' : 'sessions'} affected</span>
      </span>
      <span className="block text-small text-ink-2 tabular-nums">{changeText(change)}</span>
    </span>
  );
}

function changeText(change: number | null): string {
  if (change === null) return '';
  const percent = Math.round(change * 100);
  if (percent === 0) return '0 %';
  return `${percent > 0 ? '+' : '−'}${formatCount(Math.abs(percent))} %`;
}

function Holder({ row, onTake }: { row: GapRow; onTake: (row: GapRow) => void }) {
  if (row.assignee !== null)
    return (
      <span title={row.assignee.name} className="relative">
        <Avatar name={row.assignee.name} />
        <span className="sr-only">{row.assignee.name}</span>
      </span>
    );
  if (row.state === 'fixed' || row.state === 'wont_fix') return <span className="w-6 shrink-0" />;
  return (
    <button
      type="button"
      onClick={() => onTake(row)}
      title="Take it"
      aria-label={`Take “${row.title}”`}
      className="group/take touch-square relative flex size-6 shrink-0 items-center justify-center phone:-mr-2.5"
    >
      <span className="flex size-6 items-center justify-center rounded-full border border-line-strong text-ink-3 group-hover/take:border-line-control group-hover/take:text-ink-1">
        <Plus size={12} aria-hidden="true" />
      </span>
    </button>
  );
}
