'use client';

import { Keyboard } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { AtHandNav } from '#components/layout/at-hand-nav.tsx';
import { LinkPending } from '#components/layout/link-pending.tsx';
import { PageIcon } from '#components/layout/page-icon.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { cx } from '#lib/class-names.ts';
import { formatCount } from '#lib/count.ts';
import { type Page, type PageId, pageAt } from '#lib/navigation.ts';

/** What waits at a page, by its id. */
export type Badges = Partial<Record<PageId, number>>;

type SideNavProps = { pages: readonly Page[]; badges: Badges; onHelp: () => void };

/** Where one can go, by role. Under 1280 px only the pictures remain, named on hover; on a phone the bottom bar takes over. */
export function SideNav({ pages, badges, onHelp }: SideNavProps) {
  const current = pageAt(pages, usePathname());
  const top = pages.filter((page) => page.under === undefined && !page.aside);
  return (
    <nav
      aria-label="Main"
      className="sticky top-12 flex h-[calc(100dvh-48px)] w-14 shrink-0 flex-col overflow-y-auto border-r border-line bg-frame p-2 xl:w-[200px] phone:hidden print:hidden"
    >
      <ul className="flex flex-col gap-px pt-1">
        {top.map((page) => (
          <li key={page.id}>
            <NavLink
              page={page}
              here={page.id === current?.id}
              within={page.id === current?.under}
              count={waitingAt(page, pages, badges)}
            />
            <SubPages
              pages={pages.filter((sub) => sub.under === page.id)}
              parent={page}
              current={current}
              badges={badges}
            />
          </li>
        ))}
      </ul>
      <AtHandNav />
      <button
        type="button"
        onClick={onHelp}
        title="All keys"
        className="mt-auto flex h-8 shrink-0 items-center gap-3 rounded-control px-3 text-ink-2 hover:bg-hover hover:text-ink-1"
      >
        <Keyboard size={16} strokeWidth={1.6} className="shrink-0" aria-hidden="true" />
        <span className="max-xl:sr-only">Keys</span>
        <span className="ml-auto max-xl:hidden">
          <Kbd keys={['?']} />
        </span>
      </button>
    </nav>
  );
}

/** A page tells what waits at those below it as well. */
function waitingAt(page: Page, pages: readonly Page[], badges: Badges): number {
  return pages
    .filter(({ id, under }) => id === page.id || under === page.id)
    .reduce((sum, { id }) => sum + (badges[id] ?? 0), 0);
}

function Waiting({ count }: { count: number }) {
  if (count === 0) return null;
  return <span className="figures ml-auto text-small text-ink-2 max-xl:sr-only">{formatCount(count)}</span>;
}

type NavLinkProps = { page: Page; here: boolean; within: boolean; count: number };

function NavLink({ page, here, within, count }: NavLinkProps) {
  return (
    <Link
      href={page.href}
      title={page.label}
      aria-current={here ? 'page' : undefined}
      className={cx(
        'group/nav flex h-[30px] items-center gap-3 rounded-control px-3 transition-colors',
        here || within ? 'bg-active font-medium text-ink-1' : 'text-ink-2 hover:bg-hover hover:text-ink-1',
      )}
    >
      <PageIcon id={page.id} className={cx('shrink-0', (here || within) && 'text-accent')} />
      <span className="truncate max-xl:sr-only">{page.label}</span>
      <LinkPending />
      <Waiting count={count} />
      {page.letter && (
        <span className="ml-auto hidden xl:group-hover/nav:block xl:group-focus-visible/nav:block">
          <Kbd keys={['G', page.letter.toUpperCase()]} />
        </span>
      )}
    </Link>
  );
}

type SubPagesProps = { pages: readonly Page[]; parent: Page; current: Page | undefined; badges: Badges };

function SubPages({ pages, parent, current, badges }: SubPagesProps) {
  const open = current?.id === parent.id || current?.under === parent.id;
  if (!open || pages.length === 0) return null;
  return (
    <ul className="flex flex-col gap-px py-px">
      {pages.map((page) => {
        const here = page.id === current?.id;
        return (
          <li key={page.id}>
            <Link
              href={page.href}
              title={page.label}
              aria-current={here ? 'page' : undefined}
              className={cx(
                'flex h-7 items-center gap-3 rounded-control px-3 transition-colors',
                here ? 'font-medium text-ink-1' : 'text-ink-2 hover:bg-hover hover:text-ink-1',
              )}
            >
              <PageIcon id={page.id} size={14} className={cx('ml-px shrink-0 xl:hidden', here && 'text-accent')} />
              <span className="flex w-4 shrink-0 justify-center max-xl:hidden" aria-hidden="true">
                {here && <span className="size-1.5 rounded-full bg-accent" />}
              </span>
              <span className="max-xl:sr-only">{page.label}</span>
              <LinkPending />
              <Waiting count={badges[page.id] ?? 0} />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
