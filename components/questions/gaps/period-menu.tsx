'use client';

import { ChevronDown } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Menu, MenuItem } from '#components/ui/menu.tsx';
import { periodWords } from '#lib/questions/gaps/evidence.ts';
import { gapPeriods } from '#lib/questions/gaps/gap.ts';
import { type GapParams, gapHref } from '#lib/questions/gaps/params.ts';

/** Over which time sessions are counted. */
export function PeriodMenu({ params }: { params: GapParams }) {
  return (
    <Menu
      trigger={
        <Button size={28}>
          <span className="font-normal">Period</span> {periodWords[params.period]}
          <ChevronDown size={14} aria-hidden="true" />
        </Button>
      }
    >
      {gapPeriods.map((period) => (
        <MenuItem key={period} href={gapHref(params, { period })}>
          {periodWords[period]}
        </MenuItem>
      ))}
    </Menu>
  );
}
