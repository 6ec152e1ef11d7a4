const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const STEP = 1_024;

/** A size in the unit that leaves at most four figures, of 1,024 as Postgres counts: `8.4 MB`, `212 MB`, `38.2 GB`. */
export function formatBytes(bytes: number): string {
  const size = Math.abs(bytes);
  const unit = Math.min(UNITS.length - 1, size < 1 ? 0 : Math.floor(Math.log(size) / Math.log(STEP)));
  const value = bytes / STEP ** unit;
  const digits = unit === 0 || Math.abs(value) >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** A growth with its sign: `+218 MB`, `−1.1 MB`, `0`. */
export function formatGrowth(bytes: number): string {
  if (Math.round(bytes) === 0) return '0';
  return bytes > 0 ? `+${formatBytes(bytes)}` : `−${formatBytes(-bytes)}`;
}
