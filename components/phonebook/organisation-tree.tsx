'use client';

import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useEffect, useRef } from 'react';
import { LinkPending } from '#components/layout/link-pending.tsx';
import { PersonLine } from '#components/phonebook/person-line.tsx';
import type { Tree } from '#components/phonebook/use-tree.ts';
import { Button } from '#components/ui/button.tsx';
import { Found } from '#components/ui/found.tsx';
import { cx } from '#lib/class-names.ts';
import { countOf, formatCount } from '#lib/count.ts';
import { markTyped } from '#lib/phonebook/marks.ts';
import { type Branch, otherView, shownName, type View } from '#lib/phonebook/organisation.ts';
import { hrefOf, type Line } from '#lib/phonebook/organisation-lines.ts';

type TreeProps = { tree: Tree; view: View; text: string };

/** The lines of the tree. Those far down are drawn once one comes near. */
export function OrganisationTree({ tree, view, text }: TreeProps) {
  return (
    <>
      <div role="tree" aria-label="Organisation">
        {tree.lines.map((line, at) => (
          <TreeItem key={line.key} id={`${tree.id}-${at}`} line={line} tree={tree} view={view}>
            <Content line={line} view={view} text={text} />
          </TreeItem>
        ))}
      </div>
      {tree.hasUndrawn && <DrawMore onNear={tree.drawMore} />}
    </>
  );
}

type ItemProps = { id: string; line: Line; tree: Tree; view: View; children: ReactNode };

function TreeItem({ id, line, tree, children }: ItemProps) {
  const isActive = line.key === tree.active?.key;
  const open = 'open' in line ? line.open : undefined;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the page act on the line that has the focus.
    <div
      id={id}
      role="treeitem"
      aria-level={line.level}
      aria-posinset={line.position}
      aria-setsize={line.of}
      aria-expanded={open}
      aria-selected={isActive}
      tabIndex={isActive ? 0 : -1}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('a, button') === null) tree.toggle(line);
      }}
      className={cx(
        'touch flex min-h-8 scroll-mt-14 scroll-mb-12 items-center gap-2 border-b border-line pr-5 outline-offset-[-2px] phone:pr-4',
        indents[line.level],
        line.level === 3 ? undefined : 'cursor-pointer',
        isActive ? 'bg-accent-tint shadow-[inset_2px_0_0_var(--color-accent)]' : 'hover:bg-hover',
      )}
    >
      {open !== undefined && (
        <ChevronRight
          size={14}
          aria-hidden="true"
          className={cx('shrink-0 text-ink-3 transition-transform', open && 'rotate-90')}
        />
      )}
      {children}
    </div>
  );
}

const indents = { 1: 'pl-4 phone:pl-3', 2: 'pl-9 phone:pl-7', 3: 'pl-[62px] phone:pl-12' } as const;

function Content({ line, view, text }: { line: Line; view: View; text: string }) {
  switch (line.kind) {
    case 'branch':
      return (
        <NamedLine
          name={<Found parts={markTyped(shownName(line.branch.name, view), text)} />}
          strong
          isNone={line.branch.name === null}
          href={hrefOf(line, view)}
          note={leavesNote(line.branch, view)}
          count={line.branch.count}
        />
      );
    case 'leaf':
      return (
        <NamedLine
          name={<Found parts={markTyped(shownName(line.leaf.name, otherView(view)), text)} />}
          isNone={line.leaf.name === null}
          href={hrefOf(line, view)}
          note={
            view === 'division' &&
            line.leaf.branches > 1 &&
            line.leaf.name !== null &&
            `in ${line.leaf.branches} divisions`
          }
          count={line.leaf.count}
        />
      );
    case 'person':
      return <PersonLine member={line.member} />;
    case 'rest':
      return <RestLine state={line.state} />;
  }
}

function leavesNote({ leaves, narrowedFrom }: Branch, view: View): string {
  const below = otherView(view);
  const all = countOf(narrowedFrom ?? leaves.length, below, `${below}s`);
  return narrowedFrom === undefined ? all : `${formatCount(leaves.length)} of ${all}`;
}

type NamedLineProps = {
  name: ReactNode;
  strong?: boolean;
  isNone: boolean;
  href: string | null;
  note: ReactNode;
  count: number;
};

function NamedLine({ name, strong, isNone, href, note, count }: NamedLineProps) {
  const look = cx('truncate', strong && 'font-medium', isNone && 'text-ink-2 italic');
  return (
    <>
      {href === null ? (
        <span className={look}>{name}</span>
      ) : (
        <Link href={href} prefetch={false} tabIndex={-1} className="link-quiet flex min-w-0 items-center gap-2">
          <span className={look}>{name}</span>
          <LinkPending />
        </Link>
      )}
      {note && <span className="shrink-0 text-small text-ink-3 phone:hidden">{note}</span>}
      <span className="figures ml-auto shrink-0 pl-2 text-small text-ink-2">{formatCount(count)}</span>
    </>
  );
}

const restWords = {
  loading: 'Loading',
  failed: 'These got no answer. Try again',
  more: 'Show 50 more',
} as const;

function RestLine({ state }: { state: keyof typeof restWords }) {
  if (state === 'loading') return <span className="appear-late text-small text-ink-3">{restWords.loading}</span>;
  return <span className="cursor-pointer text-accent">{restWords[state]}</span>;
}

/** Below the last drawn line: once it comes into sight, or is pressed, more are drawn. */
function DrawMore({ onNear }: { onNear: () => void }) {
  const mark = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = mark.current;
    if (element === null) return;
    const watcher = new IntersectionObserver(([seen]) => seen?.isIntersecting && onNear(), { rootMargin: '600px' });
    watcher.observe(element);
    return () => watcher.disconnect();
  });
  return (
    <div ref={mark} className="px-5 py-3">
      <Button onClick={onNear}>Show more</Button>
    </div>
  );
}
