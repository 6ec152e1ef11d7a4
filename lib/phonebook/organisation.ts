import { z } from 'zod';
import { fold } from '#lib/phonebook/text.ts';

export const organisationSchema = z.object({
  /** Names in reading order; their places are what `pairs` speaks of. */
  divisions: z.array(z.string()),
  departments: z.array(z.string()),
  /** Place of a division, place of a department, entries of both: three numbers a pair. A place of -1 is none. */
  pairs: z.array(z.int()),
  /** Entries of the whole phonebook. */
  total: z.int(),
  /** False where the smallest pairs are left out, because there are too many. */
  isWhole: z.boolean(),
});

/** Which divisions and departments there are, and how many entries each pair of them has. */
export type Organisation = z.infer<typeof organisationSchema>;

export const views = ['division', 'department'] as const;
/** What stands at the top of the tree; the other one stands below it. */
export type View = (typeof views)[number];

/** A name of null is for the entries that have none. */
type Named = { key: string; name: string | null; count: number };
/** `branches` is how many branches have a leaf of this name. */
export type Leaf = Named & { branches: number };
export type Branch = Named & {
  leaves: Leaf[];
  /** How many leaves it has, where only those that fit what was typed are here. */
  narrowedFrom?: number;
};

/** Where entries belong; null is nowhere. */
export type Place = { division: string | null; department: string | null };

/** The organisation as branches and leaves in reading order, those without a name last. */
export function branchesOf({ divisions, departments, pairs }: Organisation, view: View): Branch[] {
  const [outer, inner] = view === 'division' ? [divisions, departments] : [departments, divisions];
  const placed = placesOf(pairs, view);
  const spread = new Map<number, number>();
  for (const [, place] of placed) spread.set(place, (spread.get(place) ?? 0) + 1);
  const branches = new Map<number, Branch>();
  for (const [branchPlace, leafPlace, count] of placed) {
    const name = outer[branchPlace] ?? null;
    const branch = branches.get(branchPlace) ?? { key: keyOf(name), name, count: 0, leaves: [] };
    const leaf = inner[leafPlace] ?? null;
    branch.count += count;
    branch.leaves.push({ key: branch.key + keyOf(leaf), name: leaf, count, branches: spread.get(leafPlace) ?? 1 });
    branches.set(branchPlace, branch);
  }
  return [...branches.values()];
}

/** No name holds a NUL, so that two names in a row are always told apart. */
function keyOf(name: string | null): string {
  return name === null ? '\0\0' : `\0${name}`;
}

type Pair = [branch: number, leaf: number, count: number];

function placesOf(pairs: readonly number[], view: View): Pair[] {
  const found: Pair[] = [];
  for (let at = 0; at < pairs.length; at += 3) {
    const [division = -1, department = -1, count = 0] = pairs.slice(at, at + 3);
    found.push(view === 'division' ? [division, department, count] : [department, division, count]);
  }
  return found.sort((a, b) => lastIfNone(a[0]) - lastIfNone(b[0]) || lastIfNone(a[1]) - lastIfNone(b[1]));
}

function lastIfNone(place: number): number {
  return place < 0 ? Number.MAX_SAFE_INTEGER : place;
}

/**
 * What is left when `text` is typed: a branch whose own name holds all the words stands with all its leaves, any other
 * with the leaves whose name together with its own holds them.
 */
export function fitting(branches: readonly Branch[], view: View, text: string): Branch[] {
  const words = wordsOf(text);
  if (words.length === 0) return [...branches];
  return branches.flatMap((branch) => {
    const own = fold(shownName(branch.name, view));
    const missing = words.filter((word) => !own.includes(word));
    if (missing.length === 0) return [branch];
    const leaves = branch.leaves.filter((leaf) => {
      const name = fold(shownName(leaf.name, otherView(view)));
      return missing.every((word) => name.includes(word));
    });
    return leaves.length === 0 ? [] : [{ ...branch, leaves, narrowedFrom: branch.leaves.length }];
  });
}

function wordsOf(text: string): string[] {
  return fold(text).split(' ').filter(Boolean);
}

/** What is below `view`. */
export function otherView(view: View): View {
  return view === 'division' ? 'department' : 'division';
}

/** A name, or the words for none. */
export function shownName(name: string | null, view: View): string {
  return name ?? (view === 'division' ? 'No division' : 'No department');
}

/** Where the entries of a leaf belong. */
export function placeAt(branch: Branch, leaf: Leaf, view: View): Place {
  return view === 'division'
    ? { division: branch.name, department: leaf.name }
    : { division: leaf.name, department: branch.name };
}

/** How many entries a division or a department has, or how many have none. */
export function entriesOf({ divisions, departments, pairs }: Organisation, view: View, name: string | null): number {
  const [names, side] = view === 'division' ? [divisions, 0] : [departments, 1];
  const place = name === null ? -1 : names.indexOf(name);
  if (name !== null && place < 0) return 0;
  return pairs.reduce(
    (sum, at, index) => (index % 3 === side && at === place ? sum + (pairs[index - side + 2] ?? 0) : sum),
    0,
  );
}
