/** One slip of the typist that turns `meant` into `typed`: two letters swapped, one left out, one too many, another one. */
export type Slip = 'swapped' | 'left out' | 'too many' | 'other letter';
export type Edits = { distance: number; slip: Slip | null };

/**
 * How many slips lie between two words, at most `most`; beyond it, `most + 1`. Swapped neighbours count as one (optimal
 * string alignment, the restricted distance of Damerau and Levenshtein). Of a single slip it says which one.
 */
export function editsBetween(typed: string, meant: string, most = 2): Edits {
  if (typed === meant) return { distance: 0, slip: null };
  if (Math.abs(typed.length - meant.length) > most) return { distance: most + 1, slip: null };
  const start = commonStart(typed, meant);
  const end = commonEnd(typed, meant, start);
  const a = typed.slice(start, typed.length - end);
  const b = meant.slice(start, meant.length - end);
  if (a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0]) return { distance: 1, slip: 'swapped' };
  if (a.length <= 1 && b.length <= 1) return { distance: 1, slip: slipOf(a.length, b.length) };
  return { distance: most < 2 ? most + 1 : Math.min(most + 1, alignment(a, b)), slip: null };
}

function slipOf(typed: number, meant: number): Slip {
  if (typed === meant) return 'other letter';
  return typed < meant ? 'left out' : 'too many';
}

function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

function commonEnd(a: string, b: string, start: number): number {
  let at = 0;
  while (at < a.length - start && at < b.length - start && a[a.length - 1 - at] === b[b.length - 1 - at]) at += 1;
  return at;
}

function alignment(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (same ? 0 : 1),
        swapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], place: number): number {
  return row[place] ?? Number.POSITIVE_INFINITY;
}
