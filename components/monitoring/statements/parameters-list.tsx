import { PanelHead } from '#components/layout/page-head.tsx';
import { Time } from '#components/ui/time.tsx';
import { formatCount } from '#lib/count.ts';
import type { Parameters } from '#lib/monitoring/statements/parameters.ts';

type Props = { parameters: (Parameters & { seenAt: Date }) | null; zone: string; now: Date };

/** What a statement was last seen to be sent with: the kind and length of each parameter, never a value. */
export function ParametersList({ parameters, zone, now }: Props) {
  return (
    <section aria-label="Sample parameters, redacted" className="border-t border-line">
      <PanelHead title="Sample parameters, redacted" note="kind and length alone; no value is ever kept" />
      {parameters === null ? (
        <p className="px-5 py-3 text-ink-2 phone:px-4">
          None was seen in the last 30 days. Only what Switchboard sends itself is seen, with the values that it sends
          beside the text; what other applications, functions and triggers run is not.
        </p>
      ) : (
        <>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 px-5 py-3 phone:px-4">
            {parameters.shapes.map((shape, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a parameter is its place.
              <div key={place} className="contents">
                <dt className="font-mono text-small text-ink-3">${place + 1}</dt>
                <dd>{shape}</dd>
              </div>
            ))}
          </dl>
          <p className="px-5 pb-3 text-small text-ink-2 phone:px-4">
            {parameters.count > parameters.shapes.length &&
              `And ${formatCount(parameters.count - parameters.shapes.length)} more. `}
            In the order in which they are sent. Seen{' '}
            <Time value={parameters.seenAt} zone={zone} now={now} style="moment" />.
          </p>
        </>
      )}
    </section>
  );
}
