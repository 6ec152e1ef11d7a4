import { AnsweredBar } from '#components/charts/row-bars.tsx';
import { QuestionLink } from '#components/questions/question-table.tsx';
import { ChangeFigure, RowBadges } from '#components/questions/row-parts.tsx';
import { formatShare } from '#lib/charts/figures.ts';
import { countOf, formatCount } from '#lib/count.ts';
import type { QuestionRow } from '#lib/questions/board.ts';
import type { QuestionParams } from '#lib/questions/params.ts';

type CardsProps = { rows: readonly QuestionRow[]; params: QuestionParams; from: number };

/** The list where the screen is narrow: one card a question, which leads to its group. */
export function QuestionCards({ rows, params, from }: CardsProps) {
  return (
    <ol aria-label="Questions" className="hidden phone:block">
      {rows.map((row, place) => (
        <li key={row.id} className="border-b border-line px-4 py-3">
          <div className="flex items-baseline gap-3">
            <span className="figures text-ink-3">{from + place}</span>
            <QuestionLink row={row} params={params} className="touch min-w-0 flex-1 wrap-anywhere" />
            <span className="figures font-medium">{formatCount(row.asked)}</span>
          </div>
          <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-ink-2">
            <span className="figures">{formatShare(row.share)} %</span>
            <span className="figures">
              <ChangeFigure change={row.change} />
              {row.change !== null && ' %'}
            </span>
            <span className="flex items-center gap-1.5">
              <AnsweredBar {...row} />
              <span>{row.rate === null ? 'not judged' : `${Math.round(row.rate)} % answered`}</span>
            </span>
            {row.wordings > 0 && <span>{countOf(row.wordings, 'wording', 'wordings')}</span>}
            <RowBadges row={row} />
          </p>
        </li>
      ))}
    </ol>
  );
}
