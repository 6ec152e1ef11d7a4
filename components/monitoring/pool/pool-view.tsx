import { PanelHead } from '#components/layout/page-head.tsx';
import { HoldersTable } from '#components/monitoring/pool/holders-table.tsx';
import { LastMinute } from '#components/monitoring/pool/last-minute.tsx';
import { PoolsTable } from '#components/monitoring/pool/pools-table.tsx';
import { Sockets } from '#components/monitoring/pool/sockets.tsx';
import { Waiters } from '#components/monitoring/pool/waiters.tsx';
import { MAIN_POOL, type PoolFigures } from '#lib/monitoring/pool/figures.ts';

type Props = {
  pools: readonly PoolFigures[];
  /** Names by actor: `user:<id>`, `key:<id>`. */
  names: Readonly<Record<string, string>>;
};

/** In the pools beside the main one, what is held for less comes and goes faster than one can read. */
const WORTH_A_LOOK_MS = 1_000;

/** The product's own pools: the main one as sockets, every one with its figures, then who holds what. */
export function PoolView({ pools, names }: Props) {
  const mains = pools.filter(({ name }) => name === MAIN_POOL);
  const others = pools.filter(
    ({ name, holders }) => name !== MAIN_POOL && holders.some(({ heldMs }) => heldMs >= WORTH_A_LOOK_MS),
  );
  return (
    <>
      {mains.map((pool, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: several web processes have a pool of that name each.
        <section key={place} aria-label="Main pool" className="border-b border-line">
          <PanelHead title="Main pool" note={`${pool.out} of ${pool.max} out. Pages and their reads share it.`} />
          <div className="flex flex-wrap gap-x-12 gap-y-4 px-5 py-3 phone:px-4">
            <Sockets pool={pool} />
            <Waiters pool={pool} />
            <LastMinute pool={pool} />
          </div>
        </section>
      ))}
      <PanelHead title="All pools" note="Waits and holds of the last minute, counts since the process started." />
      <PoolsTable pools={pools} />
      {[...mains, ...others].map((pool) => (
        <section key={`${pool.process} ${pool.name}`} aria-label={`Held of ${pool.name}`}>
          <PanelHead
            title={pool.name === MAIN_POOL ? 'Held of the main pool' : `Held of ${pool.name}`}
            note="The longest first."
          />
          <HoldersTable pool={pool} names={names} />
        </section>
      ))}
    </>
  );
}
