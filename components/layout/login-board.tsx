import type { ReactNode } from 'react';
import { Mark } from '#components/layout/mark.tsx';

type LoginFrameProps = { title: string; host: string; children: ReactNode };

/** The page before the board: what to sign with at the left, the board at the right. No lamp is lit before sign-in. */
export function LoginFrame({ title, host, children }: LoginFrameProps) {
  return (
    <main className="relative grid min-h-dvh overflow-clip lg:grid-cols-[520px_minmax(0,1fr)]">
      <div className="flex flex-col px-5 sm:px-20">
        <p className="flex items-center gap-3 pt-8 text-title font-semibold">
          <Mark size={24} />
          Switchboard
        </p>
        <div className="flex w-full max-w-[340px] flex-1 flex-col justify-center py-10">
          <h1 className="text-figure">{title}</h1>
          <p className="mt-1 text-ink-2">{host}</p>
          <div className="mt-8">{children}</div>
        </div>
        <p className="pb-6 text-small text-ink-3">Everything on this page comes from this server.</p>
      </div>
      <div className="hidden border-l border-line bg-frame lg:block" />
    </main>
  );
}

/** The button that plugs you in: the cord runs from its right edge to a jack of the board, which hangs on it. */
export function PluggedButton({ children }: { children: ReactNode }) {
  return (
    <div className="relative grid [&>button]:h-9 [&>button]:text-strong">
      {children}
      <Board />
    </div>
  );
}

// The board is drawn from the button's edge, so that the cord always ends in a jack. Its left border is 100 px away.
const COLUMN = 44;
const ROW = 60;
const TOP = -900;
const HEIGHT = 1800;
const WIDTH = 2200;
const jacks = { x: 318, y: -90 };
const quietCords = [
  'M274-450C284-260 318-196 378-196 410-196 448-220 450-270',
  'M538-510C548-330 636-236 726-236 784-236 842-276 846-330',
  'M670 150C676 200 712 234 754 234 826 234 890 152 890 30',
];
const quietPlugs = [
  [274, -450],
  [450, -270],
  [538, -510],
  [846, -330],
  [670, 150],
  [890, 30],
] as const;

function Board() {
  return (
    <svg
      aria-hidden="true"
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 ${TOP} ${WIDTH} ${HEIGHT}`}
      fill="none"
      className="pointer-events-none absolute top-1/2 left-full hidden -translate-y-1/2 lg:block"
    >
      <defs>
        <pattern
          id="jacks"
          x={jacks.x - COLUMN / 2}
          y={jacks.y - ROW / 2}
          width={COLUMN}
          height={ROW}
          patternUnits="userSpaceOnUse"
        >
          <circle cx={COLUMN / 2} cy={ROW / 2} r="8" className="stroke-line-strong" />
          <circle cx={COLUMN / 2} cy={ROW / 2} r="3.5" className="fill-line" />
          <circle cx={COLUMN / 2} cy={ROW / 2 - 20} r="2.5" className="stroke-line-strong" />
        </pattern>
      </defs>
      <rect x="101" y={TOP} width={WIDTH} height={HEIGHT} fill="url(#jacks)" />
      {quietCords.map((cord) => (
        <path key={cord} d={cord} className="stroke-ink-off" strokeWidth="2" strokeLinecap="round" />
      ))}
      {quietPlugs.map(([x, y]) => (
        <Plug key={`${x} ${y}`} x={x} y={y} className="fill-ink-off stroke-ink-off" />
      ))}
      <path
        d={`M0 0C90 0 80 124 220 124C350 124 ${jacks.x + 2} 20 ${jacks.x} ${jacks.y}`}
        className="stroke-accent"
        strokeWidth="2"
      />
      <Plug x={jacks.x} y={jacks.y} className="fill-accent stroke-accent" />
    </svg>
  );
}

function Plug({ x, y, className }: { x: number; y: number; className: string }) {
  return (
    <g className={className}>
      <circle cx={x} cy={y} r="7.5" className="fill-frame" strokeWidth="1.5" />
      <circle cx={x} cy={y} r="4.5" stroke="none" />
      <circle cx={x} cy={y - 20} r="3.5" stroke="none" />
    </g>
  );
}
