import Link from 'next/link';
import { cx } from '#lib/class-names.ts';
import { formatCount } from '#lib/count.ts';

export type Tab = { href: string; label: string; count?: number; current: boolean };

type TabsProps = {
  label: string;
  tabs: readonly Tab[];
  /** Goes to the address without asking the server, where all views are in the browser already. */
  onGo?: (href: string) => void;
};

/** Views of one page. Each is an address, so that the URL stays the state. */
export function Tabs({ label, tabs, onGo }: TabsProps) {
  return (
    <nav aria-label={label} className="flex gap-5 overflow-x-auto border-b border-line px-5">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          onNavigate={
            onGo &&
            ((event) => {
              event.preventDefault();
              onGo(tab.href);
            })
          }
          aria-current={tab.current ? 'page' : undefined}
          className={cx(
            'touch -mb-px flex h-10 items-center gap-1.5 border-b-2 whitespace-nowrap outline-offset-[-2px] transition-colors',
            tab.current ? 'border-accent font-medium text-ink-1' : 'border-transparent text-ink-2 hover:text-ink-1',
          )}
        >
          {tab.label}
          {tab.count !== undefined && <span className="text-small text-ink-3">{formatCount(tab.count)}</span>}
        </Link>
      ))}
    </nav>
  );
}
