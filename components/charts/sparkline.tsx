import { areaPath, linePath } from '#lib/charts/paths.ts';
import { sparkPlaces } from '#lib/charts/spark.ts';

const FRAME = { width: 78, height: 22, inset: 3 };

type SparkProps = {
  counts: readonly number[];
  /** Whether the last count is still growing: then its dot is hollow. */
  unfinished: boolean;
  /** What the line says, for those who do not see it. */
  label: string;
};

/** A trend within a row: its form alone, each row to its own height. */
export function Sparkline({ counts, unfinished, label }: SparkProps) {
  const places = sparkPlaces(counts, FRAME);
  const last = places.at(-1);
  return (
    <svg role="img" aria-label={label} width={FRAME.width} height={FRAME.height} className="block shrink-0">
      <path d={areaPath(places, FRAME.height - FRAME.inset)} className="fill-active/60" />
      <path d={linePath(places)} className="fill-none stroke-ink-2" strokeWidth="1.2" strokeLinejoin="round" />
      {last !== undefined && (
        <circle
          cx={last.x}
          cy={last.y}
          r="2.2"
          strokeWidth="1.2"
          className={unfinished ? 'fill-page stroke-ink-2' : 'fill-ink-2 stroke-ink-2'}
        />
      )}
    </svg>
  );
}
