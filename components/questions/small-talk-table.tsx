'use client';

import Link from 'next/link';
import { Sparkline } from '#components/charts/sparkline.tsx';
import { smallTalkWords } from '#components/questions/kind-words.ts';
import { trendWords } from '#components/questions/row-parts.tsx';
import { useDecisions } from '#components/questions/use-decisions.ts';
import { Button } from '#components/ui/button.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { formatCount } from '#lib/count.ts';
import { type QuestionRow, seenOf, wordingsWords } from '#lib/questions/board.ts';
import { groupHref, type QuestionParams } from '#lib/questions/params.ts';
import { markGroupAction } from '#server/questions/rulings/actions.ts';

type TableProps = { rows: readonly QuestionRow[]; params: QuestionParams; unfinished: boolean };

/** What is no question of its own, and what somebody marked as none; a mark is taken off here. */
export function SmallTalkTable({ rows, params, unfinished }: TableProps) {
  const { busy, decide } = useDecisions();
  const ask = (row: QuestionRow) =>
    decide(() => markGroupAction({ group: seenOf(row), question: true }), 'Listed among the questions again.');
  return (
    <Table label="Small talk">
      <TableHead>
        <Th>What it is</Th>
        <Th align="end">Asked</Th>
        <Th className="phone:hidden">Trend</Th>
        <Th hidden>Decide</Th>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <Tr key={row.id} lines={2}>
            <Td className="w-full max-w-0">
              {row.group !== null && (
                <Link
                  href={groupHref(row.group, params)}
                  prefetch={false}
                  className="link-quiet block truncate font-medium"
                >
                  {smallTalkWords[row.kind] ?? row.question}
                </Link>
              )}
              <span className="block truncate text-ink-2">
                {smallTalkWords[row.kind] === undefined ? 'marked as no question' : `most often “${row.question}”`},{' '}
                {wordingsWords(row.wordings)}
              </span>
            </Td>
            <Td align="end" mono>
              {formatCount(row.asked)}
            </Td>
            <Td className="phone:hidden">
              <Sparkline counts={row.trend} unfinished={unfinished} label={trendWords(row)} />
            </Td>
            <Td align="end">
              {row.kind === 'not_question' && (
                <Button size={24} busy={busy} onClick={() => ask(row)}>
                  It is a question
                </Button>
              )}
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}
