'use client';

import { Download, Table2 } from 'lucide-react';
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { FiguresTable } from '#components/charts/figures-table.tsx';
import { drawPicture } from '#components/charts/picture.ts';
import { ReadingLine } from '#components/charts/reading-line.tsx';
import { saveFile } from '#components/charts/save.ts';
import { IconButton } from '#components/ui/icon-button.tsx';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { Menu, MenuItem } from '#components/ui/menu.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { tableCsv } from '#lib/charts/csv.ts';
import type { Reading } from '#lib/charts/reading.ts';
import type { ChartTable } from '#lib/charts/table.ts';
import { cx } from '#lib/class-names.ts';

/** What every chart's panel is told beside its figures. */
export type PanelHead = {
  /** Names the panel; shown in its head unless `lead` stands there. */
  title: string;
  subtitle?: string;
  /** In place of the title: a sentence that says the same and more. */
  lead?: ReactNode;
  /** Stem of the files taken from here, without extension: `answer-rate-2026-10-20-to-2026-11-18`. */
  file: string;
  /** The database gave no answer: what is shown is old, or there is nothing. */
  stale?: { title: string; text: string };
};

type ChartPanelProps = PanelHead & {
  table: ChartTable;
  /** What the head reads: an instant, or the legend. */
  reading?: Reading;
  /** The longest reading there is: its room is kept. */
  room?: Reading;
  /** Stands where the reading would: a legend of its own. */
  legend?: ReactNode;
  /** Whether there is a drawing to take as PNG. */
  drawn?: boolean;
  children: ReactNode;
};

/** A chart with its head: title, reading, the same figures as a table one click away, CSV and PNG. */
export function ChartPanel({ table, reading, room, legend, drawn, children, ...head }: ChartPanelProps) {
  const { title, lead, file, stale } = head;
  const [asTable, setAsTable] = useState(false);
  const figure = useRef<HTMLElement>(null);
  return (
    <figure ref={figure} aria-label={title} className="@container flex min-w-0 flex-col">
      <div className="flex flex-wrap items-center gap-x-4 px-5 phone:px-4 @3xl:flex-nowrap">
        <div className="flex min-h-10 min-w-0 flex-1 items-center @3xl:flex-none">{lead ?? <Title {...head} />}</div>
        {!asTable && reading && (
          <div className="order-last flex min-h-8 w-full items-center pb-1 @3xl:order-none @3xl:pb-0 @3xl:ml-auto @3xl:w-auto">
            <ReadingLine reading={reading} room={room} />
          </div>
        )}
        {!asTable && legend && (
          <div className="order-last flex min-h-8 w-full items-center @md:order-none @md:w-auto @3xl:ml-auto">
            {legend}
          </div>
        )}
        <div
          data-off-picture
          className={cx('-mr-1.5 flex shrink-0', (asTable || !(reading || legend)) && '@3xl:ml-auto')}
        >
          <IconButton
            label={asTable ? `${title} as a chart` : `${title} as a table`}
            icon={<Table2 size={15} />}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          />
          <Downloads title={title} file={file} table={table} figure={drawn && !asTable ? figure : null} />
        </div>
      </div>
      {stale && (
        <p role="status" className="px-5 pb-2 text-small text-ink-2 phone:px-4">
          <span className="mr-2 inline-block align-[-2px]">
            <LampGlyph state="stale" />
          </span>
          <span className="font-medium text-ink-1">{stale.title}</span> {stale.text}
        </p>
      )}
      <div className={stale && 'grayscale'}>{asTable ? <FiguresTable label={title} table={table} /> : children}</div>
    </figure>
  );
}

function Title({ title, subtitle }: PanelHead) {
  return (
    <h2 className="text-base">
      {title}
      {subtitle && <span className="ml-2 text-small font-normal text-ink-2">{subtitle}</span>}
    </h2>
  );
}

type DownloadsProps = { title: string; file: string; table: ChartTable; figure: RefObject<HTMLElement | null> | null };

function Downloads({ title, file, table, figure }: DownloadsProps) {
  const toast = useToast();
  const saveCsv = () => saveFile(new Blob([tableCsv(table)], { type: 'text/csv' }), `${file}.csv`);
  const savePicture = async () => {
    if (!figure?.current) return;
    try {
      saveFile(await drawPicture(figure.current), `${file}.png`);
    } catch {
      toast({ tone: 'failed', text: 'This browser could not draw the picture. The figures are there as CSV.' });
    }
  };
  return (
    <Menu trigger={<IconButton label={`Download: ${title}`} icon={<Download size={15} />} />}>
      <MenuItem onSelect={saveCsv}>Figures as CSV</MenuItem>
      {figure && <MenuItem onSelect={() => void savePicture()}>Picture as PNG</MenuItem>}
    </Menu>
  );
}
