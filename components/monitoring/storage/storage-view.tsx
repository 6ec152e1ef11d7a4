'use client';

import { PanelHead } from '#components/layout/page-head.tsx';
import { BlindNotice, StaleLine } from '#components/monitoring/sight-notice.tsx';
import { DiskPanel, GrowthLine } from '#components/monitoring/storage/disk-panel.tsx';
import { PartitionList, PendingList, SequenceList } from '#components/monitoring/storage/ends-lists.tsx';
import { IndexList } from '#components/monitoring/storage/index-list.tsx';
import { Matter } from '#components/monitoring/storage/matter.tsx';
import { type SizesByTable, TablesList } from '#components/monitoring/storage/tables-list.tsx';
import { UpkeepFigures } from '#components/monitoring/storage/upkeep-figures.tsx';
import { usePanel } from '#components/monitoring/use-panel.ts';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import type { Panel } from '#lib/monitoring/panel.ts';
import { type Counters, countersSchema } from '#lib/monitoring/storage/counters.ts';
import { type Storage, storageSchema } from '#lib/monitoring/storage/sample.ts';

/** Tables, indexes and the disk, as the newest sample has them. */
export function StorageView({
  initial,
  sizes,
  zone,
}: {
  initial: MonitoringAnswer;
  sizes: SizesByTable;
  zone: string;
}) {
  const storage = usePanel(initial, 'storage', storageSchema);
  const counters = usePanel(initial, 'counters', countersSchema);
  if (storage.state === 'blind') return <BlindNotice {...storage} title="Tables and disk" />;
  return (
    <>
      {storage.state === 'stale' && <StaleLine at={storage.at} reason={storage.reason} zone={zone} />}
      <Matters storage={storage.value} counters={counters} sizes={sizes} zone={zone} />
    </>
  );
}

type MattersProps = { storage: Storage; counters: Panel<Counters>; sizes: SizesByTable; zone: string };

function Matters({ storage, counters, sizes, zone }: MattersProps) {
  const now = new Date(storage.readAt);
  const { disk, growth } = storage;
  return (
    <>
      <div className="grid border-b border-line xl:grid-cols-2 xl:divide-x xl:divide-line">
        <div>
          <Matter title="Disk" panel={disk} zone={zone}>
            {(value) => <DiskPanel disk={value} growth={growth} zone={zone} />}
          </Matter>
          {disk.state === 'blind' && <GrowthLine growth={growth} />}
        </div>
        <section aria-label="Upkeep" className="min-w-0">
          <PanelHead title="Upkeep" />
          <UpkeepFigures storage={storage} counters={counters} />
        </section>
      </div>
      <Matter title="Tables" note="The largest first, with their indexes." panel={storage.tables} zone={zone}>
        {(value) => <TablesList tables={value} sizes={sizes} zone={zone} now={now} />}
      </Matter>
      <Matter
        title="Indexes"
        note="What is missing, invalid, wanted, double or unused."
        panel={storage.indexes}
        zone={zone}
      >
        {(value) => <IndexList indexes={value} />}
      </Matter>
      <div className="grid xl:grid-cols-2 xl:divide-x xl:divide-line">
        <Matter title="Sequences" note="Against the column they fill." panel={storage.sequences} zone={zone}>
          {(value) => <SequenceList sequences={value} />}
        </Matter>
        <div className="min-w-0">
          <Matter title="Text indexes" note="What waits outside of them." panel={storage.pending} zone={zone}>
            {(value) => <PendingList pending={value} />}
          </Matter>
          <Matter title="Partitions" panel={storage.partitions} zone={zone}>
            {(value) => <PartitionList partitions={value} />}
          </Matter>
        </div>
      </div>
    </>
  );
}
