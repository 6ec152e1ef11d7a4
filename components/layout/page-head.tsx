import type { ReactNode } from 'react';

type PageHeadProps = { title: ReactNode; note?: ReactNode; actions?: ReactNode };

/** The head of a page: its title, a few words beside it, what can be done at the right. */
export function PageHead({ title, note, actions }: PageHeadProps) {
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-5 py-2">
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1 not-last:basis-44">
        <h1 className="text-title font-semibold">{title}</h1>
        {note && <p className="text-ink-2">{note}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2 empty:hidden">{actions}</div>}
    </div>
  );
}

/** The head of a panel within a page: 40 px, a hairline below. */
export function PanelHead({ title, note, actions }: PageHeadProps) {
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-2 border-b border-line px-5 py-1">
      <h2>{title}</h2>
      {note && <p className="text-ink-3">{note}</p>}
      {actions && <div className="ml-auto flex items-center gap-2 text-small text-ink-2">{actions}</div>}
    </div>
  );
}
