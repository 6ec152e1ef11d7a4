'use client';

import { Avatar } from '#components/ui/avatar.tsx';
import { Button } from '#components/ui/button.tsx';
import { Menu, MenuItem, MenuLine } from '#components/ui/menu.tsx';
import type { GapPerson, GapRow } from '#lib/questions/gaps/gap.ts';

type AssignProps = {
  row: GapRow;
  /** The viewer first. */
  people: readonly GapPerson[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onAssign: (person: GapPerson | null) => void;
};

/** Gives a gap to somebody. Opened by its key, the first choice is oneself. */
export function AssignMenu({ row, people, open, onOpenChange, onAssign }: AssignProps) {
  return (
    <Menu
      align="start"
      open={open}
      onOpenChange={onOpenChange}
      trigger={
        <Button size={28} keys={['A']}>
          {row.assignee === null ? 'Assign' : row.assignee.name}
        </Button>
      }
    >
      {people.map((person, place) => (
        <MenuItem key={person.id} icon={<Avatar name={person.name} />} onSelect={() => onAssign(person)}>
          {place === 0 ? `${person.name} (you)` : person.name}
        </MenuItem>
      ))}
      {row.assignee !== null && (
        <>
          <MenuLine />
          <MenuItem onSelect={() => onAssign(null)}>Nobody</MenuItem>
        </>
      )}
    </Menu>
  );
}
