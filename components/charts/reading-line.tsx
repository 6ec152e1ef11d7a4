import { Swatch } from '#components/charts/swatch.tsx';
import type { Reading, ReadingItem } from '#lib/charts/reading.ts';

/**
 * The reading of one instant in the head of a panel, or the legend while none is read. It covers no data, and `room`, the
 * longest there is, keeps its place, so that nothing moves while one reads.
 */
export function ReadingLine({ reading, room }: { reading: Reading; room?: Reading }) {
  return (
    <div className="grid min-w-0 items-center *:col-start-1 *:row-start-1">
      {room && (
        <div aria-hidden="true" className="invisible">
          <Line reading={room} />
        </div>
      )}
      <Line reading={reading} />
    </div>
  );
}

function Line({ reading }: { reading: Reading }) {
  return (
    <p className="flex min-w-0 flex-wrap items-center gap-x-4 text-small text-ink-2 @3xl:justify-end">
      {reading.title !== null && (
        <span className="font-medium text-ink-1">
          {reading.title}
          {reading.unfinished && <span className="font-normal text-ink-3"> still counting</span>}
        </span>
      )}
      {reading.changes?.map((change) => (
        <span key={change} className="text-ink-1">
          {change}
        </span>
      ))}
      {reading.items.map((item) => (
        <Item key={item.label} item={item} />
      ))}
    </p>
  );
}

function Item({ item: { mark, label, value, unit, note } }: { item: ReadingItem }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      {mark && <Swatch mark={mark} />}
      {label}
      {value !== undefined && (
        <span className="text-ink-1">
          <span className="figures font-medium">{value}</span>
          {unit && <span className="ml-[0.25em]">{unit}</span>}
        </span>
      )}
      {note && <span className="text-ink-3 tabular-nums">{note}</span>}
    </span>
  );
}
