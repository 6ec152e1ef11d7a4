'use client';

import Link from 'next/link';
import { type KeyboardEvent, memo, type PointerEvent, useRef, useState } from 'react';
import { indexAt } from '#lib/charts/scale.ts';
import { stepFrom } from '#lib/charts/steps.ts';
import { cx } from '#lib/class-names.ts';

/** What a bucket says to those who hear it, and where it leads. */
export type BucketLink = { words: string; href: string | null };

/** Which bucket is read: the one under the pointer, else the one with the focus. */
export function useReadBucket() {
  const [hovered, hover] = useState<number | null>(null);
  const [focused, focus] = useState<number | null>(null);
  return { read: hovered ?? focused, hover, focus };
}

type BucketsProps = {
  label: string;
  links: readonly BucketLink[];
  /** How many stand in a row; all of them unless it is a grid. */
  columns?: number;
  hover: (index: number | null) => void;
  focus: (index: number | null) => void;
};

/**
 * A real link over each bucket. One of them is in the tab order; arrows, Home and End walk, Enter follows. A finger reads
 * with its first tap and follows with the second.
 */
export function Buckets({ label, links, columns = links.length, hover, focus }: BucketsProps) {
  const [entry, setEntry] = useState<number | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const read = useRef<number | null>(null);
  const firstTap = useRef(false);
  const rows = Math.ceil(links.length / columns);
  const reachable = entry !== null && links[entry]?.href ? entry : links.findLastIndex(({ href }) => href !== null);

  const under = (event: PointerEvent<HTMLElement>) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const column = indexAt((event.clientX - left) / width, columns);
    return Math.min(links.length - 1, indexAt((event.clientY - top) / height, rows) * columns + column);
  };
  const point = (event: PointerEvent<HTMLElement>) => {
    read.current = under(event);
    hover(read.current);
  };
  const leave = () => {
    read.current = null;
    hover(null);
  };
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const from = Number(event.target instanceof HTMLElement ? event.target.dataset.bucket : Number.NaN);
    const to = stepFrom(
      event.key,
      from,
      links.map(({ href }) => href !== null),
      columns,
    );
    if (to === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    leave();
    box.current?.querySelector<HTMLElement>(`[data-bucket="${to}"]`)?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the controls of a form.
    <div
      ref={box}
      role="group"
      aria-label={label}
      className="absolute inset-0 grid touch-pan-y"
      style={{ gridTemplateColumns: `repeat(${columns}, 1fr)` }}
      onPointerDown={(event) => {
        firstTap.current = event.pointerType === 'touch' && under(event) !== read.current;
        point(event);
      }}
      onPointerMove={point}
      onPointerLeave={(event) => event.pointerType !== 'touch' && leave()}
      onClickCapture={(event) => {
        if (firstTap.current && event.detail > 0) event.preventDefault();
      }}
      onFocus={(event) => {
        const index = Number(event.target.dataset.bucket);
        setEntry(index);
        focus(index);
      }}
      onBlur={() => {
        focus(null);
        leave();
      }}
      onKeyDown={walk}
    >
      {links.map((link, index) => (
        <OneBucket
          // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place.
          key={index}
          index={index}
          words={link.words}
          href={link.href}
          reachable={index === reachable}
          grid={rows > 1}
        />
      ))}
    </div>
  );
}

type OneProps = BucketLink & { index: number; reachable: boolean; grid: boolean };

const OneBucket = memo(function OneBucket({ index, words, href, reachable, grid }: OneProps) {
  if (href === null) return <span />;
  return (
    <Link
      href={href}
      prefetch={false}
      data-bucket={index}
      tabIndex={reachable ? 0 : -1}
      aria-label={words}
      draggable={false}
      className={cx('min-w-0 rounded-chip', grid ? 'outline-offset-0' : '-outline-offset-2')}
    />
  );
});
