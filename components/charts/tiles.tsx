import { Whisker } from '#components/charts/whisker.tsx';
import { formatSigned } from '#lib/charts/figures.ts';
import type { Tile } from '#lib/charts/series.ts';
import { reachOf } from '#lib/charts/whisker.ts';
import { cx } from '#lib/class-names.ts';

/** The figures of the period, each with its change against the one before and the 95 % interval of that. */
export function Tiles({ tiles }: { tiles: readonly Tile[] }) {
  return (
    <dl
      className={cx(
        'grid border-b border-line max-[1100px]:grid-cols-2 phone:grid-cols-1',
        tiles.length === 4 ? 'grid-cols-4' : 'grid-cols-5',
      )}
    >
      {tiles.map((tile) => (
        <div
          key={tile.label}
          className="border-line px-5 py-3 not-last:border-r max-[1100px]:border-b phone:border-r-0"
        >
          <dt className="text-ink-2">{tile.label}</dt>
          <dd className="mt-0.5 text-figure font-medium tabular-nums">
            {tile.value}
            {tile.unit !== '' && <span className="ml-1 text-base font-normal text-ink-2">{tile.unit}</span>}
          </dd>
          <dd className="mt-1 flex items-center gap-2 text-ink-2">
            <ChangeLine tile={tile} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ChangeLine({ tile: { change, changeUnit, decimals, note } }: { tile: Tile }) {
  if (note !== undefined) return <span className="truncate">{note}</span>;
  if (change === null) return <span className="text-ink-3">nothing to compare with</span>;
  const signed = (value: number) => formatSigned(value, decimals);
  return (
    <>
      <span className="figures whitespace-nowrap">
        {signed(change.change)}
        <span className="ml-0.5 font-sans">{changeUnit}</span>
      </span>
      <Whisker
        value={change}
        reach={reachOf([change], 0.1)}
        unit={changeUnit}
        decimals={decimals}
        className="w-9 shrink-0"
      />
      <span className="figures text-small whitespace-nowrap max-[1350px]:sr-only">
        {signed(change.low)} to {signed(change.high)}
      </span>
    </>
  );
}
