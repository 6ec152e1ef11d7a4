'use client';

import Link from 'next/link';
import { Pieces } from '#components/conversations/pieces.tsx';
import { StateMark } from '#components/layout/state-mark.tsx';
import { opensBeside } from '#components/ui/opens-beside.ts';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { cx } from '#lib/class-names.ts';
import { sessionHref } from '#lib/conversations/params.ts';
import type { TurnRow } from '#lib/conversations/row.ts';
import { formatCount } from '#lib/count.ts';
import { dayKey, formatDayHeading, formatExact, formatInstant } from '#lib/time.ts';

type ListProps = {
  rows: readonly TurnRow[];
  selected: string | null;
  /** What was searched for, marked in the session too. */
  searched: string;
  zone: string;
  now: Date;
  onSelect: (row: TurnRow) => void;
};

export const LOG_GRID = 'turns';
/** From here on a response time is drawn as slow. */
const SLOW_MS = 4_000;

/** The log as a table of two lines a turn, with a heading for each day. */
export function TurnTable({ rows, selected, searched, zone, now, onSelect }: ListProps) {
  const open = rows.find(({ id }) => id === selected);
  return (
    <Table label="Turns" grid={LOG_GRID} className="phone:hidden">
      <TableHead>
        <Th>Time</Th>
        <Th hidden>State</Th>
        <Th>Question and answer</Th>
        <Th>Knowledge</Th>
        <Th align="end">ms</Th>
        <Th>Session</Th>
      </TableHead>
      <TableBody>
        {rows.map((row, position) => (
          <TurnLines
            key={row.id}
            row={row}
            heading={headingOf(rows, position, zone, now)}
            searched={searched}
            zone={zone}
            isSelected={row.id === selected}
            isTied={open !== undefined && row.id !== selected && row.sessionId === open.sessionId}
            onSelect={onSelect}
          />
        ))}
      </TableBody>
    </Table>
  );
}

type LineProps = {
  row: TurnRow;
  heading: string | null;
  searched: string;
  zone: string;
  isSelected: boolean;
  isTied: boolean;
  onSelect: (row: TurnRow) => void;
};

function TurnLines({ row, heading, searched, zone, isSelected, isTied, onSelect }: LineProps) {
  return (
    <>
      {heading !== null && (
        <tr className="border-b border-line bg-sunken">
          <th scope="rowgroup" colSpan={6} className="h-7 px-5 text-left text-small font-normal text-ink-2">
            {heading}
          </th>
        </tr>
      )}
      <Tr
        id={rowId(row.id)}
        lines={2}
        state={isSelected ? 'selected' : undefined}
        className={cx('cursor-default align-top', isTied && 'shadow-[inset_2px_0_0_var(--color-accent-line)]')}
        data-turn={row.id}
        onClickCapture={(event) => opensBeside(event, 80) && onSelect(row)}
      >
        <Td mono className="pt-1.5">
          <Instant at={row.at} zone={zone} />
        </Td>
        <Td className="w-8 pt-1.5">
          <StateMark state={row.state} />
        </Td>
        <Td className="w-full max-w-0 pt-1.5 pb-1.5">
          <Link
            data-open
            href={sessionHref(row.sessionId, row, searched)}
            prefetch={false}
            className="block truncate font-medium"
          >
            <Pieces pieces={row.question} />
          </Link>
          <span className="block truncate text-ink-2">
            <Pieces pieces={row.answer} />
          </span>
        </Td>
        <Td className={cx('max-w-40 truncate pt-1.5', row.knowledgeBase === null && 'text-ink-3')}>
          {row.knowledgeBase ?? 'none'}
        </Td>
        <Td align="end" mono className={cx('pt-1.5', isSlow(row) && 'font-medium text-warn')}>
          {row.responseMs === null ? '–' : formatCount(row.responseMs)}
        </Td>
        <Td mono className="pt-1.5 text-ink-2">
          {shortSession(row.sessionId)}
        </Td>
      </Tr>
    </>
  );
}

/** The log where the screen is narrow: one card a turn, which leads to its session. */
export function TurnCards({ rows, searched, zone, now }: Pick<ListProps, 'rows' | 'searched' | 'zone' | 'now'>) {
  return (
    <ol aria-label="Turns" className="hidden phone:block">
      {rows.map((row, position) => {
        const heading = headingOf(rows, position, zone, now);
        return (
          <li key={row.id} className="border-b border-line">
            {heading !== null && (
              <p className="border-b border-line bg-sunken px-4 py-1 text-small text-ink-2">{heading}</p>
            )}
            <Link href={sessionHref(row.sessionId, row, searched)} prefetch={false} className="block px-4 py-2.5">
              <span className="flex items-center gap-2 text-small text-ink-2">
                <Instant at={row.at} zone={zone} />
                <StateMark state={row.state} words />
                <span className={cx('ml-auto figures', isSlow(row) && 'text-warn')}>
                  {row.responseMs === null ? '' : `${formatCount(row.responseMs)} ms`}
                </span>
              </span>
              <span className="mt-1 line-clamp-2 font-medium wrap-anywhere">
                <Pieces pieces={row.question} />
              </span>
              <span className="mt-0.5 line-clamp-2 wrap-anywhere text-ink-2">
                <Pieces pieces={row.answer} />
              </span>
            </Link>
          </li>
        );
      })}
    </ol>
  );
}

function Instant({ at, zone }: { at: string; zone: string }) {
  const instant = new Date(at);
  return (
    <time dateTime={at} title={formatExact(instant, zone)} className="figures whitespace-nowrap">
      {formatInstant(instant, zone, 'clock', instant)}
      <span className="text-ink-3">{at.slice(16, 19)}</span>
    </time>
  );
}

/** The id of a row, for the box that steers the table. */
export function rowId(turn: string): string {
  return `turn-row-${turn}`;
}

function headingOf(rows: readonly TurnRow[], position: number, zone: string, now: Date): string | null {
  const [row, above] = [rows[position], rows[position - 1]];
  if (row === undefined) return null;
  const instant = new Date(row.at);
  if (above !== undefined && dayKey(new Date(above.at), zone) === dayKey(instant, zone)) return null;
  return formatDayHeading(instant, zone, now);
}

function isSlow({ responseMs }: TurnRow): boolean {
  return responseMs !== null && responseMs >= SLOW_MS;
}

/** The first eight letters of a session's name, which tell it apart in a list. */
function shortSession(session: string): string {
  return [...session].length > 12 ? [...session].slice(0, 8).join('') : session;
}
