export type Row = Record<string, string | number>;
export type BenchResult = {
  /** One line a measurement, as the table shows them. */
  rows: Row[];
  /** What a reader must know to judge the figures. */
  notes: string[];
};

/** Times of one kind of call in ms: middle and tails. */
export async function sample(
  times: number,
  work: (index: number) => Promise<unknown>,
  atOnce = 1,
): Promise<{ n: number; p50: number; p95: number; p99: number; max: number; perSecond: number }> {
  const warm = Math.min(50, times);
  for (let i = 0; i < warm; i += 1) await work(i);
  const taken: number[] = [];
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < times) {
        const index = next;
        next += 1;
        const from = performance.now();
        await work(index);
        taken.push(performance.now() - from);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  return { n: times, ...quantiles(taken), perSecond: Math.round(times / seconds) };
}

/** Middle and tails of what was measured, three figures each; 0 of nothing. */
export function quantiles(taken: readonly number[]): { p50: number; p95: number; p99: number; max: number } {
  const sorted = taken.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    return round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** Three figures that count, no more. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}

/** Rows as a table of text, a column each key. */
export function table(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  const numeric = columns.map((column) => rows.every((row) => typeof row[column] !== 'string'));
  return cells
    .map((line) =>
      line
        .map((cell, i) => (numeric[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
