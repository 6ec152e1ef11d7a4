import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { Whisker } from '#components/charts/whisker.tsx';
import { PanelHead } from '#components/layout/page-head.tsx';
import type { Movers } from '#lib/analytics/changes.ts';
import { formatSigned } from '#lib/charts/figures.ts';
import { reachOf } from '#lib/charts/whisker.ts';
import { cx } from '#lib/class-names.ts';
import { formatCount } from '#lib/count.ts';

type MoversProps = { total: number | null; clear: number; groups: readonly Movers[] };

/** What the change of the answer rate came from. Solid dots are clear, hollow ones could be chance. */
export function MoversPanel({ total, clear, groups }: MoversProps) {
  const reach = reachOf(
    groups.flatMap(({ rows }) => rows.map(({ change }) => change)),
    1,
  );
  const shown = groups.filter(({ rows }) => rows.length > 0);
  return (
    <section aria-label="What changed" className="min-w-0 pb-3">
      <PanelHead title="What changed" note="answer rate, in points" />
      <p className="px-5 pt-2 text-ink-2">{totalWords(total, clear)}</p>
      {shown.map(({ by, rows }) => (
        <div key={by} className="mt-3">
          <p className="flex px-5 text-small text-ink-2">
            <span className="flex-1">By {by}</span>
            <span>turns</span>
          </p>
          {rows.map(({ key, turns, change, clear: isClear, href }) => (
            <Link key={key} href={href} prefetch={false} className="flex h-8 items-center gap-3 px-5 hover:bg-hover">
              <span className={cx('min-w-0 flex-1 truncate', isClear && 'font-medium')}>{key}</span>
              <span className="figures text-ink-2">{formatCount(turns)}</span>
              <Whisker value={change} reach={reach} unit="pt" clear={isClear} className="w-24 shrink-0" />
              <span className={cx('figures w-12 text-right', isClear && 'font-medium')}>
                {formatSigned(change.change, 1)}
              </span>
              <ChevronRight size={13} aria-hidden="true" className="text-ink-3" />
            </Link>
          ))}
        </div>
      ))}
      {shown.length > 0 && (
        <p className="px-5 pt-3 text-small text-ink-3">
          A solid dot is clear, a hollow one could be chance; bars are 95 % intervals.
        </p>
      )}
    </section>
  );
}

function totalWords(total: number | null, clear: number): string {
  if (total === null) return 'There is no period before to compare with.';
  const way = total < 0 ? 'Down' : 'Up';
  const parts =
    clear === 1
      ? 'One part of it moved clearly.'
      : `${clear === 0 ? 'No part' : `${clear} parts`} of it moved clearly.`;
  return `${way} ${Math.abs(total).toFixed(1)} points against the period before. ${parts}`;
}
