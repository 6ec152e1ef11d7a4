import 'server-only';

/** Below these versions a known hole is open. Source: the advisories of next to October 2026 and of better-auth to its 1.7.16. */
export const packageFloors: Record<string, string> = { next: '16.4.1', 'better-auth': '1.7.16' };

/** The first minor of each supported major of Postgres without a known hole (releases of August 2026). */
export const postgresFloors: Record<number, number> = { 15: 19, 16: 15, 17: 11, 18: 6 };

/** Whether a dotted version is at least another one. Anything after a hyphen is left out. */
export function isAtLeast(version: string, floor: string): boolean {
  const [found, wanted] = [numbers(version), numbers(floor)];
  for (const [index, want] of wanted.entries()) {
    const have = found[index] ?? 0;
    if (have !== want) return have > want;
  }
  return true;
}

function numbers(version: string): number[] {
  return version.replace(/-.*$/, '').split('.').map(Number);
}
