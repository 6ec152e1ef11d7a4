'use client';

import { BarMenu } from '#components/layout/period-menu.tsx';
import { MenuItem } from '#components/ui/menu.tsx';
import { type ChangeKind, changeKinds } from '#lib/monitoring/changes/change.ts';
import { changesHref } from '#lib/monitoring/changes/params.ts';
import { kindWord } from '#lib/monitoring/changes/words.ts';

/** Which kind of change is listed alone. Everything is a link. */
export function KindMenu({ kind }: { kind: ChangeKind | null }) {
  return (
    <BarMenu name="Kind" value={kind === null ? 'All' : kindWord(kind)}>
      <MenuItem href={changesHref({ kind: null, page: 1 })}>All</MenuItem>
      {changeKinds.map((one) => (
        <MenuItem key={one} href={changesHref({ kind: one, page: 1 })}>
          {kindWord(one)}
        </MenuItem>
      ))}
    </BarMenu>
  );
}
