import { ChartPanel, type PanelHead } from '#components/charts/chart-panel.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import type { ChartTable } from '#lib/charts/table.ts';

/** A chart without a single bucket: it says so, unless the database gave no answer, for then nobody knows. */
export function Nothing({ table, ...head }: PanelHead & { table: ChartTable }) {
  return (
    <ChartPanel {...head} table={table}>
      {!head.stale && <EmptyState title="Nothing to draw.">No turn falls into this period and filter.</EmptyState>}
    </ChartPanel>
  );
}
