import type { Member } from '#lib/phonebook/department.ts';
import { departmentHref } from '#lib/phonebook/department-params.ts';
import { type Branch, type Leaf, placeAt, type View } from '#lib/phonebook/organisation.ts';

/** What is known of the entries below a leaf. */
export type LeafPeople = { people: Member[]; pages: number; state: 'loading' | 'failed' | 'more' | 'all' };

type Placed = { key: string; position: number; of: number };

/** One line of the tree as it stands on the screen, with its position among its siblings. */
export type Line = Placed &
  (
    | { kind: 'branch'; level: 1; branch: Branch; open: boolean }
    | { kind: 'leaf'; level: 2; branch: Branch; leaf: Leaf; open: boolean }
    | { kind: 'person'; level: 3; leaf: Leaf; member: Member }
    | { kind: 'rest'; level: 3; branch: Branch; leaf: Leaf; state: Exclude<LeafPeople['state'], 'all'> }
  );

/** The lines in sight, from top to bottom. `opened` is what the reader opened (true) or closed (false). */
export function linesOf(
  branches: readonly Branch[],
  opened: ReadonlyMap<string, boolean>,
  people: ReadonlyMap<string, LeafPeople>,
): Line[] {
  return branches.flatMap((branch, at): Line[] => {
    const open = opened.get(branch.key) ?? branch.narrowedFrom !== undefined;
    const own: Line = {
      kind: 'branch',
      level: 1,
      key: branch.key,
      branch,
      open,
      position: at + 1,
      of: branches.length,
    };
    return open ? [own, ...leafLines(branch, opened, people)] : [own];
  });
}

function leafLines(
  branch: Branch,
  opened: ReadonlyMap<string, boolean>,
  people: ReadonlyMap<string, LeafPeople>,
): Line[] {
  return branch.leaves.flatMap((leaf, at): Line[] => {
    const open = opened.get(leaf.key) === true;
    const placed = { key: leaf.key, position: at + 1, of: branch.leaves.length };
    const own: Line = { kind: 'leaf', level: 2, branch, leaf, open, ...placed };
    return open ? [own, ...peopleLines(branch, leaf, people.get(leaf.key) ?? nobodyYet)] : [own];
  });
}

const nobodyYet: LeafPeople = { people: [], pages: 0, state: 'loading' };

function peopleLines(branch: Branch, leaf: Leaf, { people, state }: LeafPeople): Line[] {
  const of = people.length + (state === 'all' ? 0 : 1);
  const lines = people.map((member, at): Line => {
    return { kind: 'person', level: 3, key: `${leaf.key}\0#${member.id}`, leaf, member, position: at + 1, of };
  });
  if (state !== 'all')
    lines.push({ kind: 'rest', level: 3, key: `${leaf.key}\0#`, branch, leaf, state, position: of, of });
  return lines;
}

/** The line that stands above this one in the tree, by its key. */
export function keyAbove(line: Line): string | null {
  if (line.level === 1) return null;
  return line.level === 2 ? line.branch.key : line.leaf.key;
}

/** The page that a line leads to, or null when it only opens and closes. */
export function hrefOf(line: Line, view: View): string | null {
  if (line.kind === 'person') return `/phonebook/${line.member.id}`;
  if (line.kind === 'rest') return null;
  if (line.kind === 'branch')
    return view === 'department' && line.branch.name !== null ? departmentHref(line.branch.name) : null;
  const { division, department } = placeAt(line.branch, line.leaf, view);
  if (department === null) return null;
  const isElsewhere = view === 'department' ? line.branch.leaves.length > 1 : line.leaf.branches > 1;
  return departmentHref(department, isElsewhere ? { division } : {});
}
