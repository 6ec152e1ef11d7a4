import { Time } from '#components/ui/time.tsx';
import { cutAtInstants } from '#lib/monitoring/instants.ts';
import { dayKey } from '#lib/time.ts';

type LineProps = { line: string; zone: string; now: Date };

/** What was seen, in a line, its instants in the viewer's zone: by the clock on the day of `now`, else with their day. */
export function EvidenceLine({ line, zone, now }: LineProps) {
  const today = dayKey(now, zone);
  return cutAtInstants(line).map((piece, place) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place alone.
    if (place % 2 === 0) return <span key={place}>{piece}</span>;
    const isToday = dayKey(new Date(piece), zone) === today;
    // biome-ignore lint/suspicious/noArrayIndexKey: as above.
    return <Time key={place} value={piece} zone={zone} now={now} style={isToday ? 'clock' : 'moment'} />;
  });
}
