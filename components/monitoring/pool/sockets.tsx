import type { Backends } from '#lib/monitoring/pool/backends.ts';
import type { PoolFigures } from '#lib/monitoring/pool/figures.ts';
import { spanWords } from '#lib/monitoring/pool/holders.ts';
import { type Socket, type SocketState, socketsOf } from '#lib/monitoring/pool/sockets.ts';
import { workTitle } from '#lib/monitoring/pool/work-words.ts';

const states = ['blocked', 'still', 'runs', 'short', 'free', 'closed'] as const satisfies SocketState[];
const words: Record<SocketState, string> = {
  blocked: 'blocked: a lock is waited for',
  still: 'held, no statement runs',
  runs: 'in a statement for over 1 s',
  short: 'at work',
  free: 'free',
  closed: 'not opened',
};

/** The places of a pool as the sockets of a switchboard: first those kept open, then those of the overflow. */
export function Sockets({ pool, backends }: { pool: PoolFigures; backends: Backends }) {
  const sockets = socketsOf(pool, backends);
  const rows = [
    { label: 'Kept open', sockets: sockets.slice(0, pool.base) },
    { label: 'Overflow', sockets: sockets.slice(pool.base) },
  ];
  return (
    <div>
      {rows.map(({ label, sockets }) => (
        <Row key={label} label={label} sockets={sockets} />
      ))}
      <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-small text-ink-2">
        {states.map((state) => {
          const count = sockets.filter((one) => one.state === state).length;
          if (count === 0) return null;
          return (
            <li key={state} className="flex items-center gap-1.5">
              <SocketGlyph state={state} />
              <span className="tabular-nums">{count}</span> {words[state]}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Row({ label, sockets }: { label: string; sockets: readonly Socket[] }) {
  if (sockets.length === 0) return null;
  return (
    <div className="flex items-start gap-3 py-1.5 phone:flex-col phone:gap-1">
      <span className="w-16 shrink-0 text-small leading-5 text-ink-3">{label}</span>
      <ul aria-label={label} className="grid grid-cols-10 gap-x-1.5 gap-y-1.5 sm:gap-x-2.5">
        {sockets.map((socket, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a socket is its place.
          <li key={place} title={titleOf(socket)}>
            <SocketGlyph state={socket.state} label={titleOf(socket)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function titleOf({ state, holder }: Socket): string {
  if (holder === null) return words[state];
  return `${workTitle(holder)}, held for ${spanWords(holder.heldMs)}: ${words[state]}`;
}

/** A socket by its form: cross, two bars, disc with hands, disc, ring, dot. */
function SocketGlyph({ state, label }: { state: SocketState; label?: string }) {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      className="block shrink-0"
    >
      {forms[state]}
    </svg>
  );
}

const ring = (className: string) => <circle cx="10" cy="10" r="8.5" strokeWidth="1.2" className={className} />;

const forms: Record<SocketState, React.ReactNode> = {
  blocked: (
    <>
      <circle cx="10" cy="10" r="9" className="fill-lamp-crit" />
      <path d="m7 7 6 6m0-6-6 6" stroke="#fff" strokeWidth="2" strokeLinecap="round" />
    </>
  ),
  still: (
    <>
      <circle cx="10" cy="10" r="9" className="fill-lamp-crit" />
      <path d="M7.6 6.2v7.6M12.4 6.2v7.6" stroke="#fff" strokeWidth="2" strokeLinecap="round" />
    </>
  ),
  runs: (
    <>
      {ring('stroke-accent')}
      <circle cx="10" cy="10" r="6.4" className="fill-chart-1-mid" />
      <path
        d="M10 6v4.2l2.8 1.8"
        className="stroke-page"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  short: (
    <>
      {ring('stroke-lamp-bezel')}
      <circle cx="10" cy="10" r="5" className="fill-chart-1-mid" />
    </>
  ),
  free: ring('stroke-line-control'),
  closed: <circle cx="10" cy="10" r="2" className="fill-line-strong" />,
};
