import type { ReactNode } from 'react';

/** One part of a page of forms: what it is about at the left, what to do at the right. */
export function Section({ title, note, children }: { title: string; note: ReactNode; children: ReactNode }) {
  return (
    <section
      aria-label={title}
      className="grid gap-x-8 gap-y-4 border-b border-line px-5 py-6 md:grid-cols-[240px_minmax(0,1fr)]"
    >
      <div>
        <h2 className="text-strong font-medium">{title}</h2>
        <p className="mt-1 text-ink-2">{note}</p>
      </div>
      <div className="max-w-xl min-w-0">{children}</div>
    </section>
  );
}
