'use client';

import { Menu as MenuIcon } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { PageIcon } from '#components/layout/page-icon.tsx';
import { Sheet } from '#components/ui/sheet.tsx';
import { cx } from '#lib/class-names.ts';
import { type Page, pageAt } from '#lib/navigation.ts';

const SHOWN = 3;
const slot = 'flex h-14 flex-1 flex-col items-center justify-center gap-1 text-micro';

/** The navigation of a phone: the first pages at the thumb, the rest under More. */
export function BottomBar({ pages }: { pages: readonly Page[] }) {
  const path = usePathname();
  const current = pageAt(pages, path);
  const [openAt, setOpenAt] = useState<string>();
  const shown = pages.filter((page) => page.under === undefined && !page.aside).slice(0, SHOWN);
  const isHere = (page: Page) => page.id === current?.id || page.id === current?.under;
  const inMore = current !== undefined && !shown.some(isHere);
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 hidden border-t border-line bg-frame pb-[env(safe-area-inset-bottom)] phone:not-print:flex"
    >
      {shown.map((page) => (
        <Link
          key={page.id}
          href={page.href}
          aria-current={isHere(page) ? 'page' : undefined}
          className={cx(slot, isHere(page) ? 'font-medium text-ink-1' : 'text-ink-2')}
        >
          <PageIcon id={page.id} size={20} className={isHere(page) ? 'text-accent' : undefined} />
          {page.label}
        </Link>
      ))}
      <Sheet
        open={openAt === path}
        onOpenChange={(open) => setOpenAt(open ? path : undefined)}
        title="More"
        trigger={
          <button type="button" className={cx(slot, inMore ? 'font-medium text-ink-1' : 'text-ink-2')}>
            <MenuIcon size={20} strokeWidth={1.6} aria-hidden="true" className={inMore ? 'text-accent' : undefined} />
            More
          </button>
        }
      >
        <ul className="-m-2">
          {pages
            .filter(
              (page) =>
                !shown.includes(page) && page.id !== 'people' && page.id !== 'top-questions' && page.id !== 'settings',
            )
            .map((page) => (
              <li key={page.id}>
                <Link
                  href={page.href}
                  aria-current={page.id === current?.id ? 'page' : undefined}
                  className="flex h-12 items-center gap-4 rounded-control px-2 aria-[current=page]:bg-active aria-[current=page]:font-medium"
                >
                  <PageIcon id={page.id} size={18} className="text-ink-2" />
                  <span className="flex-1 whitespace-nowrap">{page.label}</span>
                  <span className="truncate text-small text-ink-3">{page.words}</span>
                </Link>
              </li>
            ))}
        </ul>
      </Sheet>
    </nav>
  );
}
