import { VolumeBars } from '#components/charts/volume-bars.tsx';
import { type LogParams, logHref } from '#lib/conversations/params.ts';
import { formatCount } from '#lib/count.ts';
import type { Bucket } from '#lib/measures/buckets.ts';
import type { TurnFilter } from '#lib/measures/turn-filter.ts';
import { formatInstant } from '#lib/time.ts';

type VolumeProps = {
  buckets: readonly Bucket[];
  volume: { all: number[]; matching: number[] | null };
  params: LogParams;
  filter: TurnFilter;
  zone: string;
  now: Date;
};

/** How many turns there were through the time shown, and how many of them fit; a bar leads to its turns. */
export function LogVolume({ buckets, volume, params, filter, zone, now }: VolumeProps) {
  const points = buckets.map((bucket, index) => ({
    label: labelOf(bucket, zone),
    title: `${formatInstant(new Date(bucket.startUtc), zone, 'moment', now)}, ${zone}`,
    href:
      Date.parse(bucket.startUtc) > now.getTime()
        ? null
        : logHref(params, { window: null, filter: { ...params.filter, from: bucket.startUtc, to: bucket.endUtc } }),
    unfinished: Date.parse(bucket.startUtc) <= now.getTime() && now.getTime() < Date.parse(bucket.endUtc),
    matching: volume.matching === null ? null : (volume.matching[index] ?? 0),
    all: volume.all[index] ?? 0,
    expected: null,
  }));
  return (
    <VolumeBars
      title="Turns through time"
      file="turns"
      lead={<Lead volume={volume} isBounded={filter.from !== null} />}
      points={points}
    />
  );
}

function Lead({ volume, isBounded }: { volume: VolumeProps['volume']; isBounded: boolean }) {
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
  const all = formatCount(sum(volume.all));
  const when = isBounded ? 'in this time' : 'in the last 30 days';
  if (volume.matching === null)
    return <p className="text-ink-2">{`${all} turns ${when}; those that fit are too many to count at once`}</p>;
  return (
    <p className="text-ink-2">
      <b className="font-medium text-ink-1">{formatCount(sum(volume.matching))}</b> of {all} turns {when} fit
    </p>
  );
}

function labelOf({ startUtc, endUtc }: Bucket, zone: string): string {
  const isShort = Date.parse(endUtc) - Date.parse(startUtc) < 20 * 3_600_000;
  const instant = new Date(startUtc);
  return isShort
    ? formatInstant(instant, zone, 'clock', instant)
    : formatInstant(instant, zone, 'day', instant).replace(/ \d{4}$/, '');
}
