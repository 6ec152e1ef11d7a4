import { cx } from '#lib/class-names.ts';
import { formatExact, formatInstant, type TimeStyle } from '#lib/time.ts';

type TimeProps = {
  /** The instant, as a Date or an ISO text with its offset. */
  value: Date | string;
  /** The viewer's zone, an IANA name. */
  zone: string;
  style?: TimeStyle;
  now?: Date;
  /** Columns of times stand in mono; words in a sentence do not. */
  mono?: boolean;
  className?: string;
};

/** An instant in the viewer's zone; the exact one, with zone and UTC, on hover. */
export function Time({ value, zone, style = 'lately', now = new Date(), mono, className }: TimeProps) {
  const instant = typeof value === 'string' ? new Date(value) : value;
  return (
    <time
      dateTime={instant.toISOString()}
      title={formatExact(instant, zone)}
      suppressHydrationWarning
      className={cx(mono ? 'figures' : 'tabular-nums', 'whitespace-nowrap', className)}
    >
      {formatInstant(instant, zone, style, now)}
    </time>
  );
}
