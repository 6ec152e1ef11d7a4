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

/** The product's own pools: the main one as sockets with who holds and who waits, then every pool with its figures. */
export function PoolView({ pools, names }: Props) {
  const mains = pools.filter(({ name }) => name === MAIN_POOL);
  const others = pools.filter(({ name, holders }) => name !== MAIN_POOL && holders.length > 0);
  return (
    <>
      {mains.map((pool, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: several web processes have a pool of that name each.
        <section key={place} aria-label="Main pool">
          <PanelHead title="Main pool" note={`${pool.out} of ${pool.max} out. Pages and their reads share it.`} />
          <div className="flex flex-wrap gap-x-12 gap-y-4 border-b border-line px-5 py-3">
            <Sockets pool={pool} />
            <Waiters pool={pool} />
            <LastMinute pool={pool} />
          </div>
          <HoldersTable pool={pool} names={names} />
        </section>
      ))}
      <PanelHead title="All pools" note="Waits and holds of the last minute, counts since the process started." />
      <PoolsTable pools={pools} />
      {others.map((pool) => (
        <section key={`${pool.process} ${pool.name}`} aria-label={pool.name}>
          <PanelHead title={`Held of ${pool.name}`} note={`${pool.out} of ${pool.max} out`} />
          <HoldersTable pool={pool} names={names} />
        </section>
      ))}
    </>
  );
}
