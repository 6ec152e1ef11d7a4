import type { ReactNode } from 'react';

/** One setting: what it is and does at the left, its control at the right. */
export function SettingRow({ title, text, children }: { title: string; text: ReactNode; children: ReactNode }) {
  return (
    <div className="grid gap-x-8 gap-y-3 border-b border-line px-5 py-5 lg:grid-cols-[minmax(0,320px)_minmax(0,360px)]">
      <div>
        <h2 className="font-medium">{title}</h2>
        <p className="mt-0.5 text-small text-ink-2">{text}</p>
      </div>
      <div className="min-w-0">{children}</div>
    </div>
  );
}
