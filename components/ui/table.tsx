import { ArrowDown, ArrowUp } from 'lucide-react';
import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from '#lib/class-names.ts';

type TableProps = {
  label: string;
  /** The id of the table where a search box steers it: then it is a grid, whose selected row is told. */
  grid?: string;
  children: ReactNode;
  className?: string;
};

/** A dense table of hairline rows. Wide ones scroll sideways inside their own frame; the head sticks to its top. */
export function Table({ label, grid, children, className }: TableProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by key.
      tabIndex={0}
      className={cx('relative overflow-x-auto outline-offset-[-2px]', className)}
    >
      <table
        id={grid}
        role={grid && 'grid'}
        aria-label={grid && label}
        className="w-full border-collapse text-left text-base"
      >
        {children}
      </table>
    </section>
  );
}

export function TableHead({ children }: { children: ReactNode }) {
  return (
    <thead className="sticky top-0 z-10 bg-page text-ink-2">
      <tr className="h-9 border-b border-line">{children}</tr>
    </thead>
  );
}

export function TableBody({ children, ...rest }: ComponentProps<'tbody'>) {
  return <tbody {...rest}>{children}</tbody>;
}

type Align = 'start' | 'end';
const edge = 'px-3 first:pl-5 last:pr-5';

type HeaderProps = {
  align?: Align;
  /** Makes the head a link that sorts; `direction` is the one in force. */
  sort?: { href: string; direction?: 'asc' | 'desc' };
  hidden?: boolean;
  className?: string;
  children: ReactNode;
};

/** The head of a column; `hidden` for columns of tools, whose name only screen readers need. */
export function Th({ align = 'start', sort, hidden, className, children }: HeaderProps) {
  const Arrow = sort?.direction === 'asc' ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={sort?.direction && (sort.direction === 'asc' ? 'ascending' : 'descending')}
      className={cx(edge, 'font-normal whitespace-nowrap', align === 'end' && 'text-right', className)}
    >
      {sort ? (
        <Link
          href={sort.href}
          className={cx(
            'inline-flex items-center gap-1 hover:text-ink-1',
            sort.direction && 'font-medium text-ink-1',
            align === 'end' && 'flex-row-reverse',
          )}
        >
          {children}
          {sort.direction && <Arrow size={13} aria-hidden="true" />}
        </Link>
      ) : (
        <span className={hidden ? 'sr-only' : undefined}>{children}</span>
      )}
    </th>
  );
}

export type RowState = 'selected' | 'ticked' | 'changed' | 'deleted';

const rowStates: Record<RowState, string> = {
  selected: 'bg-accent-tint shadow-[inset_2px_0_0_var(--color-accent)]',
  ticked: 'bg-accent-tint/50',
  changed: 'shadow-[inset_2px_0_0_var(--color-chart-2)]',
  deleted: 'text-ink-3 [&_[data-strike]]:line-through',
};

/** A row of 32 px, or of 48 with a second line. `group` lets its tools appear on hover. */
export function Tr({
  state,
  lines = 1,
  className,
  ...rest
}: ComponentProps<'tr'> & { state?: RowState; lines?: 1 | 2 }) {
  return (
    <tr
      {...rest}
      aria-selected={state === 'selected' || undefined}
      className={cx(
        // Clear of what stands above and below a page when it is scrolled to.
        'group scroll-mt-24 scroll-mb-10 border-b border-line transition-colors',
        lines === 2 ? 'h-12' : 'h-8',
        state ? rowStates[state] : 'hover:bg-hover',
        className,
      )}
    />
  );
}

/** A cell. `mono` for numbers, ids and times; numbers stand right. */
export function Td({
  align = 'start',
  mono,
  className,
  ...rest
}: Omit<ComponentProps<'td'>, 'align'> & { align?: Align; mono?: boolean }) {
  return (
    <td
      {...rest}
      className={cx(edge, 'py-1', align === 'end' && 'text-right', mono && 'figures whitespace-nowrap', className)}
    />
  );
}
