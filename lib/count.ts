const counts = new Intl.NumberFormat('en-GB');

/** A count with its thousands set apart: 11,364. */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** A count with its noun: `1 entry`, `1,234 entries`, `no entries`. */
export function countOf(count: number, one: string, many: string): string {
  if (count === 0) return `no ${many}`;
  return count === 1 ? `1 ${one}` : `${formatCount(count)} ${many}`;
}
