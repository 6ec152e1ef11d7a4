'use client';

import { Flag } from 'lucide-react';
import { useTransition } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Time } from '#components/ui/time.tsx';
import { useToast } from '#components/ui/toast.tsx';
import type { EntryReport } from '#lib/phonebook/contact.ts';
import { labelOf } from '#lib/phonebook/fields.ts';
import { noAnswer } from '#lib/result.ts';
import { resolveReportAction } from '#server/phonebook/actions.ts';

/** What was reported about an entry and not yet looked at, above the entry. */
export function OpenReports({ reports, zone }: { reports: readonly EntryReport[]; zone: string }) {
  if (reports.length === 0) return null;
  return (
    <ul aria-label="Reports">
      {reports.map((report) => (
        <li
          key={report.id}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-warn-tint px-5 py-2"
        >
          <Flag size={15} aria-hidden="true" className="shrink-0 text-warn" />
          <p className="min-w-0 flex-1">
            {report.field !== null && <b className="font-medium">{labelOf(report.field)}: </b>}
            {report.message}
            <span className="text-small text-ink-2">
              {' '}
              {report.reportedBy}, <Time value={report.at} zone={zone} style="ago" />
            </span>
          </p>
          <ResolveButton id={report.id} />
        </li>
      ))}
    </ul>
  );
}

function ResolveButton({ id }: { id: number }) {
  const toast = useToast();
  const [busy, start] = useTransition();
  const resolve = () =>
    start(async () => {
      const result = await resolveReportAction(id).catch(noAnswer);
      if (!result.ok) toast({ tone: 'failed', text: result.message });
    });
  return (
    <Button size={24} onClick={resolve} busy={busy}>
      Resolved
    </Button>
  );
}
