'use client';

import { useLayoutEffect, useRef } from 'react';

/** The accent line that ties the open row to its card. It is not drawn while the row is out of sight. */
export function Cord({ row }: { row: number }) {
  const svg = useRef<SVGSVGElement>(null);
  useLayoutEffect(() => {
    const draw = () => {
      const line = document.querySelector(`tr[data-row="${row}"]`)?.getBoundingClientRect();
      const own = svg.current?.parentElement?.getBoundingClientRect();
      if (svg.current === null || own === undefined) return;
      const from = line === undefined ? -1 : line.bottom - own.top - 10;
      const inSight = line !== undefined && line.height > 0 && from > 8 && from < own.height - 8;
      svg.current.style.display = inSight ? 'block' : 'none';
      svg.current.querySelector('path')?.setAttribute('d', `M0 ${from}C14 ${from} 2 34 16 34`);
      svg.current.querySelector('circle')?.setAttribute('cy', String(from));
    };
    draw();
    window.addEventListener('scroll', draw, { passive: true });
    window.addEventListener('resize', draw);
    return () => {
      window.removeEventListener('scroll', draw);
      window.removeEventListener('resize', draw);
    };
  }, [row]);
  return (
    <svg
      ref={svg}
      aria-hidden="true"
      width="24"
      className="pointer-events-none absolute top-0 left-0 h-full overflow-visible"
    >
      <path className="fill-none stroke-accent" strokeWidth="1.5" />
      <circle cx="0" r="3.5" className="fill-page stroke-accent" strokeWidth="1.5" />
      <circle cx="16" cy="34" r="2.5" className="fill-accent" />
    </svg>
  );
}
