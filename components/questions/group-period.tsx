'use client';

import { OwnPeriod, PeriodMenu } from '#components/layout/period-menu.tsx';
import { groupPageHref, type QuestionParams } from '#lib/questions/params.ts';

type PeriodProps = { group: number; params: QuestionParams; viewersZone: string; zones: readonly string[] };

/** Which time the figures of a group are of. */
export function GroupPeriod({ group, params, viewersZone, zones }: PeriodProps) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-5 py-2 phone:px-4">
      <PeriodMenu window={params.window} hrefOf={(window) => groupPageHref(group, params, { window })} />
      <OwnPeriod
        window={params.window}
        zone={params.zone}
        viewersZone={viewersZone}
        zones={zones}
        hrefOf={(window, zone) => groupPageHref(group, params, { window, zone })}
      />
    </div>
  );
}
