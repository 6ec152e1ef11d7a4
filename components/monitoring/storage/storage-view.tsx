'use client';

import { PanelHead } from '#components/layout/page-head.tsx';
import { DiskPanel, GrowthLine } from '#components/monitoring/storage/disk-panel.tsx';
import { PartitionList, PendingList, SequenceList } from '#components/monitoring/storage/ends-lists.tsx';
import { IndexList } from '#components/monitoring/storage/index-list.tsx';
import { Hollow, Matter } from '#components/monitoring/storage/matter.tsx';
import { TablesList } from '#components/monitoring/storage/tables-list.tsx';
import { UpkeepFigures } from '#components/monitoring/storage/upkeep-figures.tsx';
import { useMonitoring } from '#components/monitoring/use-monitoring.ts';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { Time } from '#components/ui/time.tsx';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import type { Panel } from '#lib/monitoring/panel.ts';
import { type Counters, countersSchema } from '#lib/monitoring/storage/counters.ts';
import { panelOf } from '#lib/monitoring/storage/read-panel.ts';
import { type Storage, storageSchema } from '#lib/monitoring/storage/sample.ts';

/** Tables, indexes and the disk, as the newest sample has them. */
export function StorageView({ initial, zone }: { initial: MonitoringAnswer; zone: string }) {
  const { answer, lost } = useMonitoring(initial, 'storage,counters');
  const storage = panelOf(storageSchema, answer.panels.storage, answer.at);
  const counters = panelOf(countersSchema, answer.panels.counters, answer.at);
  if (storage.state === 'blind')
    return (
      <section aria-label="Tables and disk">
        <Hollow {...storage} />
      </section>
    );
  return (
    <>
      <Age panel={storage} lost={lost} zone={zone} />
      <Matters storage={storage.value} counters={counters} zone={zone} />
    </>
  );
}

function Age({
  panel,
  lost,
  zone,
}: {
  panel: Exclude<Panel<Storage>, { state: 'blind' }>;
  lost: boolean;
  zone: string;
}) {
  const reason = panel.state === 'stale' ? panel.reason : 'This page has not reached the server since.';
  if (panel.state === 'measured' && !lost) return null;
  return (
    <p role="status" className="flex items-center gap-2 border-b border-line px-5 py-2 text-ink-2">
      <LampGlyph state="stale" word="last known is old" />
      <span>
        As of <Time value={panel.at} zone={zone} style="clock" />. {reason}
      </span>
    </p>
  );
}

function Matters({ storage, counters, zone }: { storage: Storage; counters: Panel<Counters>; zone: string }) {
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
        {(value) => <TablesList tables={value} zone={zone} now={now} />}
      </Matter>
      <Matter title="Indexes" note="What is missing, invalid, double or unused." panel={storage.indexes} zone={zone}>
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
