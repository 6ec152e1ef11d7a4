import { ChartPanel, type PanelHead } from '#components/charts/chart-panel.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import type { ChartTable } from '#lib/charts/table.ts';

/** A chart without a single bucket: it says so and keeps its place. */
export function Nothing({ table, ...head }: PanelHead & { table: ChartTable }) {
  return (
    <ChartPanel {...head} table={table}>
      <EmptyState title="Nothing to draw yet.">No turn falls into this period and filter.</EmptyState>
    </ChartPanel>
  );
}
