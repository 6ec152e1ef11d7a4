import { LampGlyph } from '#components/ui/lamp.tsx';
import { type Lamp, lampWords } from '#lib/lamps.ts';

/** Each lamp with its sentence; the header's lamps lead here, to the line of their own. */
export function LampList({ lamps }: { lamps: readonly Lamp[] }) {
  return (
    <dl>
      {lamps.map((lamp) => (
        <div
          key={lamp.id}
          id={lamp.id}
          className="grid scroll-mt-16 grid-cols-[8rem_minmax(0,1fr)] items-start gap-x-3 border-b border-line px-5 py-2.5 target:bg-accent-tint"
        >
          <dt className="flex items-center gap-2 font-medium">
            <LampGlyph state={lamp.state} word={lampWords[lamp.state]} />
            {lamp.name}
          </dt>
          <dd className="max-w-prose">{lamp.reason}</dd>
        </div>
      ))}
    </dl>
  );
}
