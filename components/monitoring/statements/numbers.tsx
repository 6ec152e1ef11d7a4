import { formatShare } from '#lib/charts/figures.ts';
import { formatCount } from '#lib/count.ts';
import { BLOCK_BYTES, type Figures, meanOf } from '#lib/monitoring/statements/figures.ts';
import { bytesWords, msWords, ratioFigure } from '#lib/monitoring/statements/words.ts';

type Props = {
  now: Figures;
  before: Figures;
  /** The other window, as in `against the 15 min before`. */
  other: string;
  usualMs: number | null;
  /** Of the time of all that counts, 0 to 1; null where it is in no share. */
  share: number | null;
};

/** The figures of a statement in the window, each with the other window. */
export function Numbers({ now, before, other, usualMs, share }: Props) {
  const mean = meanOf(now);
  const meanBefore = meanOf(before);
  const times = mean === null || usualMs === null || usualMs <= 0 ? null : mean / usualMs;
  const hits = now.hit + now.read;
  const known = (value: number | null, words: (value: number) => string) =>
    value === null ? 'did not run' : words(value);
  return (
    <dl className="grid grid-cols-4 border-b border-line max-[1100px]:grid-cols-2">
      <Figure label="A call" value={known(mean, msWords)}>
        {other}: {known(meanBefore, msWords)}
        {usualMs !== null && `, usually ${msWords(usualMs)}`}
        {times !== null && times >= 1.5 && `, ${ratioFigure(times)} times that`}
      </Figure>
      <Figure label="Calls" value={formatCount(now.calls)}>
        {other}: {formatCount(before.calls)}; {formatCount(now.rows)} rows
      </Figure>
      <Figure label="In all" value={msWords(now.ms)}>
        {share === null ? 'in no share' : `${formatShare(share)} % of the time`}
        {now.ioMs > 0 && `, ${msWords(now.ioMs)} of it reading and writing`}
      </Figure>
      <Figure label="Blocks" value={bytesWords(hits * BLOCK_BYTES)}>
        {hits === 0 ? 'none read' : `${formatShare(now.hit / hits)} % found in memory`}
        {now.temp > 0 && `, ${bytesWords(now.temp * BLOCK_BYTES)} of temporary files`}
      </Figure>
    </dl>
  );
}

function Figure({ label, value, children }: { label: string; value: string; children: React.ReactNode }) {
  return (
    <div className="border-line px-5 py-3 not-last:border-r max-[1100px]:border-b phone:px-4">
      <dt className="text-ink-2">{label}</dt>
      <dd className="mt-0.5 text-figure font-medium tabular-nums">{value}</dd>
      <dd className="mt-1 text-ink-2">{children}</dd>
    </div>
  );
}
