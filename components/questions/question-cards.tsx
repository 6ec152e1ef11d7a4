import Link from 'next/link';
import { AnsweredBar } from '#components/charts/row-bars.tsx';
import { ChangeFigure, RowBadges } from '#components/questions/row-parts.tsx';
import { formatShare } from '#lib/charts/figures.ts';
import { formatCount } from '#lib/count.ts';
import { type QuestionRow, wordingsWords } from '#lib/questions/board.ts';
import { groupHref, type QuestionParams } from '#lib/questions/params.ts';

type CardsProps = { rows: readonly QuestionRow[]; params: QuestionParams; from: number };

/** The list where the screen is narrow: one card a question, which leads to its group. */
export function QuestionCards({ rows, params, from }: CardsProps) {
  return (
    <ol aria-label="Questions" className="hidden phone:block">
      {rows.map((row, place) => (
        <li key={row.id} className="border-b border-line">
          {row.group === null ? (
            <div className="px-4 py-3">
              <Card row={row} rank={from + place} />
            </div>
          ) : (
            <Link href={groupHref(row.group, params)} prefetch={false} className="block px-4 py-3">
              <Card row={row} rank={from + place} />
            </Link>
          )}
        </li>
      ))}
    </ol>
  );
}

function Card({ row, rank }: { row: QuestionRow; rank: number }) {
  return (
    <>
      <span className="flex items-baseline gap-3">
        <span className="figures text-ink-3">{rank}</span>
        <span className="min-w-0 flex-1 font-medium wrap-anywhere">{row.question}</span>
        <span className="figures font-medium">{formatCount(row.asked)}</span>
      </span>
      <span className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-ink-2">
        <span className="figures">{formatShare(row.share)} %</span>
        {row.change !== null && (
          <span className="figures">
            <ChangeFigure change={row.change} /> %
          </span>
        )}
        <span className="flex items-center gap-1.5">
          <AnsweredBar {...row} />
          {row.rate === null ? 'not judged' : `${Math.round(row.rate)} % answered`}
        </span>
        {row.wordings !== null && <span>{wordingsWords(row.wordings)}</span>}
        <RowBadges row={row} />
      </span>
    </>
  );
}
