import { Pin, Split, TrendingUp } from 'lucide-react';
import { Badge } from '#components/ui/badge.tsx';
import { formatSigned } from '#lib/charts/figures.ts';
import { cx } from '#lib/class-names.ts';
import { formatCount } from '#lib/count.ts';
import { type Interval, isClear } from '#lib/measures/intervals.ts';
import { basesWords, type QuestionRow, type SessionCount, wordingsWords } from '#lib/questions/board.ts';

/** The second line of a row: how many wordings, where most of it was answered from, and what to look at. */
export function RowNote({ row }: { row: QuestionRow }) {
  const bases = row.knowledgeBases.length === 0 ? '' : `, most in ${basesWords(row.knowledgeBases)}`;
  return (
    <span className="flex min-w-0 items-center gap-2 text-ink-2">
      <span className="truncate">
        {wordingsWords(row.wordings)}
        {bases}
      </span>
      <RowBadges row={row} />
    </span>
  );
}

/** What is special about a group, in words on a tint. */
export function RowBadges({ row }: { row: Pick<QuestionRow, 'pinned' | 'mixed' | 'rising' | 'isNew'> }) {
  return (
    <>
      {row.pinned && (
        <Badge>
          <Pin size={11} aria-hidden="true" />
          pinned
        </Badge>
      )}
      {row.mixed && (
        <Badge tone="warn">
          <Split size={11} aria-hidden="true" />
          mixed? review
        </Badge>
      )}
      {row.isNew && <Badge tone="accent">new</Badge>}
      {row.rising && (
        <Badge tone="accent">
          <TrendingUp size={11} aria-hidden="true" />
          rising
        </Badge>
      )}
    </>
  );
}

/** A change in percent without its unit; heavier where it is clear, its interval on hover. */
export function ChangeFigure({ change }: { change: Interval | null }) {
  if (change === null)
    return (
      <span className="text-ink-3" title="Nothing to compare with">
        –
      </span>
    );
  const percents = (value: number) => formatSigned(value * 100, 0);
  return (
    <span
      title={`${percents(change.low)} to ${percents(change.high)} % with 95 % confidence`}
      className={cx(isClear(change) ? 'font-semibold text-ink-1' : 'text-ink-2')}
    >
      {percents(change.value)}
    </span>
  );
}

/** A number of sessions; ≈ where it was estimated. */
export function SessionFigure({ sessions }: { sessions: SessionCount | null }) {
  if (sessions === null) return <span className="text-ink-3">–</span>;
  return (
    <span title={sessions.about ? 'Estimated from how many sessions its turns are usually in' : undefined}>
      {sessions.about && <span aria-hidden="true">≈</span>}
      {sessions.about && <span className="sr-only">about </span>}
      {formatCount(sessions.count)}
    </span>
  );
}

/** A trend in a sentence. */
export function trendWords({ trend, asked }: Pick<QuestionRow, 'trend' | 'asked'>): string {
  const most = Math.max(0, ...trend);
  return `${formatCount(asked)} in all, at most ${formatCount(most)} in one of ${trend.length} equal parts`;
}

/** An answer rate in whole percent without its unit; ≈ where it was told from the latest turns. */
export function RateFigure({ row: { rate, rateAbout } }: { row: Pick<QuestionRow, 'rate' | 'rateAbout'> }) {
  if (rate === null) return <span className="text-ink-3">–</span>;
  if (!rateAbout) return Math.round(rate);
  return (
    <span title="Told from its latest turns">
      <span aria-hidden="true">≈</span>
      <span className="sr-only">about </span>
      {Math.round(rate)}
    </span>
  );
}
