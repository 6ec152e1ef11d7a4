import Link from 'next/link';
import type { Recent } from '#lib/home/home.ts';

/** The entries changed last, each with the number to call. */
export function RecentList({ recent }: { recent: readonly Recent[] }) {
  return (
    <ul>
      {recent.map((one) => (
        <li key={one.id} className="border-b border-line">
          <Link
            href={`/phonebook/${one.id}`}
            className="flex min-h-11 items-center gap-3 px-5 py-1 outline-offset-[-2px] transition-colors hover:bg-hover"
          >
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{one.name}</span>
              <span className="block truncate text-small text-ink-2">
                {[one.designation, one.department].filter(Boolean).join(', ')}
              </span>
            </span>
            {one.number ? (
              <span className="figures max-w-40 truncate">{one.number}</span>
            ) : (
              <span className="text-small text-ink-3">no number</span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}
