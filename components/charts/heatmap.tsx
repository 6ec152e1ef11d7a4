'use client';

import Link from 'next/link';
import { memo, useId, useMemo } from 'react';
import { Buckets, useReadBucket } from '#components/charts/buckets.tsx';
import { ChartPanel, type PanelHead } from '#components/charts/chart-panel.tsx';
import { HeatLegend, heatFills } from '#components/charts/heat-legend.tsx';
import { Plot } from '#components/charts/plot.tsx';
import { heatStep, mostOf } from '#lib/charts/heat.ts';
import { heatWords } from '#lib/charts/reading.ts';
import { middleOf, percent } from '#lib/charts/scale.ts';
import type { HeatCell, HeatRow } from '#lib/charts/series.ts';
import { busiestCell, heatSummary } from '#lib/charts/summary.ts';
import { heatTable } from '#lib/charts/table.ts';

const ROW = 28;
const GAP = 2;

type Props = PanelHead & {
  rows: readonly HeatRow[];
  /** One label a column: 00 to 23. Every sixth is written, and the last. */
  columns: readonly string[];
};

/** Turns by hour and weekday in six steps of one hue; hatched while a cell still counts, hollow where nobody asked. */
export function Heatmap({ rows, columns, ...head }: Props) {
  const { read, hover, focus } = useReadBucket();
  const cells = useMemo(() => rows.flatMap((row) => row.cells), [rows]);
  const links = useMemo(
    () => cells.map((cell) => ({ words: `${cell.title}: ${heatWords(cell)}`, href: cell.href })),
    [cells],
  );
  const table = useMemo(() => heatTable(rows), [rows]);
  const most = mostOf(rows);
  return (
    <ChartPanel {...head} table={table} legend={<HeatLegend most={most} />} drawn>
      <div className="relative mr-5 ml-14 phone:mr-4 phone:ml-12">
        <div className="relative">
          <Plot summary={heatSummary(rows)} height={rows.length * ROW}>
            <Still rows={rows} most={most} />
            {read !== null && <Frame index={read} columns={columns.length} />}
          </Plot>
          <Buckets
            label={`${head.title}: one link a cell`}
            links={links}
            columns={columns.length}
            hover={hover}
            focus={focus}
          />
        </div>
        <svg aria-hidden="true" width="100%" height="24" className="block overflow-visible">
          {columns.map((label, index) =>
            index % 6 === 0 || index === columns.length - 1 ? (
              <text
                key={label}
                x={percent(middleOf(index, columns.length))}
                y="16"
                textAnchor="middle"
                className="figures fill-chart-axis text-micro"
              >
                {label}
              </text>
            ) : null,
          )}
        </svg>
      </div>
      <HeatReading cell={read === null ? busiestCell(rows) : (cells[read] ?? null)} rest={read === null} />
    </ChartPanel>
  );
}

function boxOf(row: number, column: number, columns: number) {
  return {
    x: percent((column + 0.05) / columns),
    width: percent(0.9 / columns),
    y: row * ROW + GAP / 2,
    height: ROW - GAP,
    rx: 2,
  };
}

const Still = memo(function Still({ rows, most }: { rows: readonly HeatRow[]; most: number }) {
  const id = useId();
  return (
    <>
      <defs>
        <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2" height="5" className="fill-page" />
        </pattern>
      </defs>
      {rows.map((row, index) => (
        <g key={row.label}>
          <text x="-8" y={index * ROW + ROW / 2 + 4} textAnchor="end" className="fill-ink-2 text-small">
            {row.label}
          </text>
          {row.cells.map((cell, column) => {
            const box = boxOf(index, column, row.cells.length);
            return (
              <g key={cell.title}>
                <rect {...box} className={heatFills[heatStep(cell.count, most)]} />
                {cell.unfinished && <rect {...box} fill={`url(#${id})`} />}
              </g>
            );
          })}
        </g>
      ))}
    </>
  );
});

function Frame({ index, columns }: { index: number; columns: number }) {
  const box = boxOf(Math.floor(index / columns), index % columns, columns);
  return <rect {...box} className="fill-none stroke-ink-1" strokeWidth="2" />;
}

function HeatReading({ cell, rest }: { cell: HeatCell | null; rest: boolean }) {
  if (cell === null) return <p className="px-5 pb-3 text-small text-ink-2 phone:px-4">Nobody asked in this period.</p>;
  return (
    <p className="flex min-h-8 flex-wrap items-center gap-x-3 px-5 pb-2 text-small text-ink-2 phone:px-4">
      <span>
        {rest && 'Busiest: '}
        <span className="font-medium text-ink-1">{cell.title}</span>
      </span>
      <span className="tabular-nums">{heatWords(cell)}</span>
      {cell.href && (
        <Link
          href={cell.href}
          prefetch={false}
          data-off-picture
          className="link touch ml-auto inline-flex items-center"
        >
          Open these turns
        </Link>
      )}
    </p>
  );
}
