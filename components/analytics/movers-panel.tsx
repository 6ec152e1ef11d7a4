import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { Whisker } from '#components/charts/whisker.tsx';
import { PanelHead } from '#components/layout/page-head.tsx';
import type { Mover, Movers } from '#lib/analytics/movers.ts';
import { formatSigned } from '#lib/charts/figures.ts';
import { reachOf } from '#lib/charts/whisker.ts';
import { cx } from '#lib/class-names.ts';
import { formatCount } from '#lib/count.ts';

type MoversProps = { total: number | null; clear: number; groups: readonly Movers[] };

/** What the change of the answer rate came from: what each part added to it, in points. Solid dots are clear, hollow ones could be chance. */
export function MoversPanel({ total, clear, groups }: MoversProps) {
  const reach = reachOf(
    groups.flatMap(({ rows }) => rows.map(({ contribution }) => contribution)),
    1,
  );
  const shown = groups.filter(({ rows }) => rows.length > 0);
  return (
    <section aria-label="What changed" className="min-w-0 pb-3">
      <PanelHead title="What changed" note="answer rate, in points" />
      <p className="px-5 pt-2 text-ink-2">{totalWords(total, clear)}</p>
      {shown.map(({ by, rows, more }) => (
        <div key={by} className="mt-3">
          <p className="flex gap-3 px-5 text-small text-ink-2">
            <span className="flex-1">By {by}</span>
            <span>turns</span>
            <span className="w-24 shrink-0 phone:hidden" />
            <span className="w-12 text-right">points</span>
            <span className="w-[13px]" />
          </p>
          {rows.map((row) => (
            <MoverRow key={row.key} row={row} reach={reach} />
          ))}
          {more > 0 && <p className="px-5 text-small text-ink-3">{more} more moved it clearly.</p>}
        </div>
      ))}
      {shown.length > 0 && (
        <p className="px-5 pt-3 text-small text-ink-3">
          Each part by what it added to the change, through its own rate and its share of the turns.{' '}
          <span className="phone:hidden">
            A solid dot is clear, a hollow one could be chance; bars are 95 % intervals.
          </span>
          <span className="hidden phone:inline">What is set bold is clear, the rest could be chance.</span>
        </p>
      )}
    </section>
  );
}

function MoverRow({ row, reach }: { row: Mover; reach: number }) {
  const { key, turns, contribution, note, clear, href } = row;
  return (
    <Link href={href} prefetch={false} className="block px-5 py-1 hover:bg-hover">
      <span className="flex h-6 items-center gap-3">
        <span className={cx('min-w-0 flex-1 truncate', clear && 'font-medium')}>{key}</span>
        <span className="figures text-ink-2">{formatCount(turns)}</span>
        <Whisker value={contribution} reach={reach} unit="pt" clear={clear} className="w-24 shrink-0 phone:hidden" />
        <span className={cx('figures w-12 text-right', clear && 'font-medium')}>
          {formatSigned(contribution.change, 1)}
        </span>
        <ChevronRight size={13} aria-hidden="true" className="text-ink-3" />
      </span>
      <span className="block text-small text-ink-3 tabular-nums">{note}</span>
    </Link>
  );
}

function totalWords(total: number | null, clear: number): string {
  if (total === null) return 'There is no period before to compare with.';
  const way = total < 0 ? 'Down' : 'Up';
  const parts = ['No part', 'One part'][clear] ?? `${clear} parts`;
  return `${way} ${Math.abs(total).toFixed(1)} points against the period before. ${parts} moved it clearly.`;
}
