'use client';

import { BarMenu } from '#components/layout/period-menu.tsx';
import { MenuItem } from '#components/ui/menu.tsx';
import {
  minuteText,
  type StatementParams,
  statementHref,
  statementsHref,
  windows,
} from '#lib/monitoring/statements/params.ts';

/** Which window is looked at, on the list or on the page of one statement. Everything is a link. */
export function WindowMenu({ params, statement }: { params: StatementParams; statement?: string }) {
  const { window } = params;
  const value =
    window.name === 'own'
      ? `${minuteText(window.from).replace('T', ' ')} to ${minuteText(window.to).slice(11)}`
      : (windows.find(({ name }) => name === window.name)?.label ?? '');
  return (
    <BarMenu name="Window" value={value}>
      {windows.map(({ name, label }) => {
        const next = { ...params, window: { name } };
        return (
          <MenuItem key={name} href={statement === undefined ? statementsHref(next) : statementHref(statement, next)}>
            {label}
          </MenuItem>
        );
      })}
    </BarMenu>
  );
}
