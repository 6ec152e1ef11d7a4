import Link from 'next/link';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { type Lamp, lampWords } from '#lib/lamps.ts';

/** What each lamp says, in a sentence. */
export function LampList({ lamps }: { lamps: readonly Lamp[] }) {
  return (
    <ul>
      {lamps.map((lamp) => (
        <li key={lamp.id} id={`lamp-${lamp.id}`} className="flex gap-3 border-b border-line px-5 py-2.5">
          <span className="pt-[3px]">
            <LampGlyph state={lamp.state} word={lampWords[lamp.state]} />
          </span>
          <span className="min-w-0">
            {lamp.href === '/' ? (
              <span className="block font-medium">{lamp.name}</span>
            ) : (
              <Link href={lamp.href} className="block font-medium hover:text-accent">
                {lamp.name}
              </Link>
            )}
            <span className="block text-small text-ink-2">{lamp.reason}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
