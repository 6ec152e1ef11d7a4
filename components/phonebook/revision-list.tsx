import type { ReactNode } from 'react';
import { Time } from '#components/ui/time.tsx';
import type { Revision } from '#lib/phonebook/contact.ts';
import { labelOf, shownValue } from '#lib/phonebook/fields.ts';

type RevisionListProps = {
  revisions: readonly Revision[];
  zone: string;
  /** What can be done about a change: taking it back. */
  tools?: (revision: Revision, field: string | null) => ReactNode;
};

/** Changes of an entry, newest first: when, which field from what to what, and by whom. */
export function RevisionList({ revisions, zone, tools }: RevisionListProps) {
  if (revisions.length === 0) return <p className="text-ink-3">No change is on record.</p>;
  return (
    <ol className="flex flex-col gap-3">
      {revisions.map((revision) => (
        <li key={revision.id} className="flex gap-3">
          <Time
            value={revision.at}
            zone={zone}
            style="day"
            mono
            className="w-[92px] shrink-0 text-small leading-5 text-ink-2"
          />
          <div className="min-w-0 flex-1">
            <Changes revision={revision} tools={tools} />
            <p className="flex min-h-6 flex-wrap items-center gap-x-2 text-small text-ink-2">
              <span>
                {revision.actor}
                {revision.batch !== null && `, import ${revision.batch}`}
                {` · version ${revision.version}`}
              </span>
              {tools?.(revision, null)}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}

const operationWords: Record<Revision['operation'], string> = {
  created: 'Entry made',
  changed: 'Changed',
  deleted: 'Deleted',
  restored: 'Restored',
  removed: 'Removed for good',
};

function Changes({ revision, tools }: Pick<RevisionListProps, 'tools'> & { revision: Revision }) {
  if (revision.operation !== 'changed') return <p>{operationWords[revision.operation]}</p>;
  return (
    <ul>
      {revision.changes.map(({ field, before, after }) => (
        <li key={field} className="flex flex-wrap items-baseline gap-x-1.5 break-words">
          <span className="text-ink-2">{labelOf(field)}</span>
          <del className="text-ink-3">{shownValue(field, before) ?? 'none'}</del>
          <span aria-hidden="true">→</span>
          <ins className="no-underline">{shownValue(field, after) ?? 'none'}</ins>
          {tools?.(revision, field)}
        </li>
      ))}
    </ul>
  );
}
