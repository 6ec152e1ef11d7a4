import type { ReactNode } from 'react';
import { Mark } from '#components/layout/mark.tsx';

type WholePageProps = { mark: ReactNode; title: string; children: ReactNode; actions?: ReactNode };

/** A page with nothing but one thing to say: lost, failed, not allowed. `mark` is its picture, each has another. */
export function WholePage({ mark, title, children, actions }: WholePageProps) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col px-5">
      <p className="flex items-center gap-3 pt-10 text-title font-semibold">
        <Mark size={24} />
        Switchboard
      </p>
      <div className="flex flex-1 flex-col justify-center pb-24">
        {mark}
        <h1 className="mt-6 text-figure">{title}</h1>
        <div className="mt-2 text-ink-2">{children}</div>
        {actions && <div className="mt-6 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </main>
  );
}
