import { countOf } from '#lib/count.ts';
import type { Interval } from '#lib/measures/intervals.ts';
import type { GapDetail, RateSpan } from '#lib/questions/gaps/detail.ts';

/** The answer rate before and after the last fix, with 95 % intervals. */
export function GapRates({ rates }: { rates: NonNullable<GapDetail['rates']> }) {
  return (
    <dl aria-label="Answer rate" className="mt-3 flex flex-wrap gap-x-8 gap-y-2">
      <Rate name="30 days before the fix" span={rates.before} />
      <Rate name="Since the fix" span={rates.after} />
      {rates.change !== null && (
        <div>
          <dt className="text-small text-ink-2">Change</dt>
          <dd className="tabular-nums">
            <span className="font-medium">{points(rates.change.value)}</span>{' '}
            <span className="text-small text-ink-2">
              {points(rates.change.low)} to {points(rates.change.high)} points
            </span>
          </dd>
        </div>
      )}
    </dl>
  );
}

function Rate({ name, span }: { name: string; span: RateSpan }) {
  return (
    <div>
      <dt className="text-small text-ink-2">{name}</dt>
      <dd className="tabular-nums">
        {span.rate === null ? (
          <span className="text-ink-2">not asked</span>
        ) : (
          <>
            <span className="font-medium">{Math.round(span.rate.value * 100)} %</span>{' '}
            <span className="text-small text-ink-2">
              {between(span.rate)} of {countOf(span.turns, 'turn', 'turns')}
            </span>
          </>
        )}
      </dd>
    </div>
  );
}

function between({ low, high }: Interval): string {
  return `${Math.round(low * 100)} to ${Math.round(high * 100)} %`;
}

function points(share: number): string {
  const value = Math.round(share * 100);
  return value > 0 ? `+${value}` : String(value).replace('-', '−');
}
