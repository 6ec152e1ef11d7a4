import { countOf, formatCount } from '#lib/count.ts';
import type { GapDay, GapEvent } from '#lib/questions/gaps/detail.ts';
import { formatInstant } from '#lib/time.ts';

type HistoryProps = { days: readonly GapDay[]; events: readonly GapEvent[]; zone: string; now: Date };

const HEIGHT = 56;

/** What failed day by day, on what was asked, with the fixes and what reopened it. The figures stand below in a table. */
export function GapHistory({ days, events, zone, now }: HistoryProps) {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  const most = Math.max(1, ...days.map(({ answered, unanswered, partial }) => answered + unanswered + partial));
  const failed = days.reduce((sum, { unanswered }) => sum + unanswered, 0);
  const [from, to] = [Date.parse(first.startUtc), Date.parse(last.endUtc)];
  const marks = marksOf(events, from, to);
  const label = (utc: string) => formatInstant(new Date(utc), zone, 'lately', now);
  const words = marks.map((mark) => `${mark.word} ${label(mark.at)}`);
  return (
    <figure className="mt-3">
      <div className="relative pt-5">
        {marks.map((mark, place) => (
          <span
            key={mark.at}
            className="absolute top-0 text-micro whitespace-nowrap text-ink-2"
            style={labelPlace(mark.x)}
            hidden={(marks[place - 1]?.x ?? -1) > mark.x - 0.25}
          >
            {words[place]}
          </span>
        ))}
        <svg
          viewBox={`0 0 ${days.length * 10} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${countOf(failed, 'failure', 'failures')} since ${label(first.startUtc)}${words.length > 0 ? `; ${words.join(', ')}` : ''}`}
          className="block h-14 w-full border-b border-line-strong"
        >
          {quietSpans(marks).map(({ start, end }) => (
            <rect
              key={start}
              x={start * days.length * 10}
              width={(end - start) * days.length * 10}
              height={HEIGHT}
              className="fill-ok-tint"
            />
          ))}
          {days.map((day, place) => (
            <Bar key={day.startUtc} day={day} x={place * 10} scale={HEIGHT / most} />
          ))}
        </svg>
        {marks.map((mark) => (
          <span
            key={mark.at}
            aria-hidden="true"
            className={`absolute top-0 bottom-0 w-px ${mark.word === 'reopened' ? 'bg-chart-2' : 'bg-ok'}`}
            style={{ left: `${mark.x * 100}%` }}
          />
        ))}
      </div>
      <div className="flex justify-between pt-1 text-micro text-ink-2">
        <span>{label(first.startUtc)}</span>
        <span>today</span>
      </div>
      <details className="mt-1 text-small text-ink-2">
        <summary className="touch inline-flex items-center">Figures</summary>
        <table className="figures mt-1 w-full max-w-sm">
          <thead>
            <tr className="text-left">
              <th scope="col" className="font-normal">
                From
              </th>
              <th scope="col" className="text-right font-normal">
                Failed
              </th>
              <th scope="col" className="text-right font-normal">
                In part
              </th>
              <th scope="col" className="text-right font-normal">
                Answered
              </th>
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map((day) => (
              <tr key={day.startUtc}>
                <td>{label(day.startUtc)}</td>
                <td className="text-right">{formatCount(day.unanswered)}</td>
                <td className="text-right">{formatCount(day.partial)}</td>
                <td className="text-right">{formatCount(day.answered)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function Bar({ day: { answered, unanswered, partial }, x, scale }: { day: GapDay; x: number; scale: number }) {
  const parts = [
    { count: unanswered, className: 'fill-chart-2' },
    { count: partial, className: 'fill-chart-2-soft' },
    { count: answered, className: 'fill-line' },
  ];
  let top = HEIGHT;
  return parts.map(({ count, className }) => {
    top -= count * scale;
    return (
      count > 0 && <rect key={className} x={x + 1} y={top} width="8" height={count * scale} className={className} />
    );
  });
}

type Mark = { at: string; x: number; word: 'marked fixed' | 'reopened' };

/** Oldest first; a fix that was taken back is none. */
function marksOf(events: readonly GapEvent[], from: number, to: number): Mark[] {
  return events.toReversed().flatMap(({ kind, at, undone }) => {
    const x = (Date.parse(at) - from) / (to - from);
    if (undone || x < 0 || x > 1 || (kind !== 'fixed' && kind !== 'reopened')) return [];
    return [{ at, x, word: kind === 'fixed' ? ('marked fixed' as const) : ('reopened' as const) }];
  });
}

/** From each fix to what reopened it, or to the end. */
function quietSpans(marks: readonly Mark[]): { start: number; end: number }[] {
  return marks.flatMap(({ word, x }, place) =>
    word === 'marked fixed' ? [{ start: x, end: marks[place + 1]?.x ?? 1 }] : [],
  );
}

function labelPlace(x: number): { left?: string; right?: string } {
  return x < 0.6 ? { left: `calc(${x * 100}% + 5px)` } : { right: `calc(${(1 - x) * 100}% + 5px)` };
}
