import Link from 'next/link';
import { formatCount } from '#lib/count.ts';
import { periodWords } from '#lib/questions/gaps/evidence.ts';
import type { GapCounts } from '#lib/questions/gaps/gap.ts';
import { type GapParams, gapHref } from '#lib/questions/gaps/params.ts';

/** How many open gaps are in no list of this period, and the way to them; nothing where there are none. */
export function QuietGaps({ params, counts }: { params: GapParams; counts: GapCounts }) {
  if (params.tab !== 'open' || counts.quiet === 0) return null;
  return (
    <span>
      {formatCount(counts.quiet)} hidden, without a failure in {periodWords[params.period]}.{' '}
      <Link href={gapHref(params, { period: 'all' })} prefetch={false} className="link touch inline-flex items-center">
        All time
      </Link>
    </span>
  );
}
