const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const STEP = 1024;

/** A size in the largest unit that leaves a figure of at least 1, with three figures: `0 B`, `12.3 kB`, `256 MB`. */
export function formatBytes(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  const rounded = unit === 0 ? Math.round(value) : Number(value.toPrecision(3));
  return `${bytes < 0 ? '-' : ''}${rounded} ${UNITS[unit]}`;
}
