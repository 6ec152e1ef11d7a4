import { CircleX, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { LampGlyph } from '#components/ui/lamp.tsx';

type StateProps = { title: ReactNode; children?: ReactNode; action?: ReactNode };

function Lines({ title, mark, children, action }: StateProps & { mark?: ReactNode }) {
  return (
    <>
      <p className="flex items-center gap-2 font-medium">
        {mark}
        {title}
      </p>
      {children && <div className="mt-1 max-w-prose text-ink-2">{children}</div>}
      {action && <div className="mt-3 flex flex-wrap gap-2">{action}</div>}
    </>
  );
}

/** Nothing is here yet, and that is all right: what would be, and how the first one comes. */
export function EmptyState(props: StateProps) {
  return (
    <div className="px-5 py-6">
      <Lines {...props} />
    </div>
  );
}

/** Something was asked for and nothing fits: what was asked, and the way back. */
export function NothingFound(props: StateProps) {
  return (
    <div role="status" className="px-5 py-6">
      <Lines {...props} mark={<CircleX size={14} className="text-ink-3" />} />
    </div>
  );
}

/** The viewer's role may not: who may, and who can change that. */
export function NoPermission(props: StateProps) {
  return (
    <div className="px-5 py-6">
      <Lines {...props} mark={<Lock size={14} className="text-ink-2" />} />
    </div>
  );
}

type FailedProps = StateProps & {
  /** The last good data, kept in sight; `title` says how old it is. */
  lastGood?: ReactNode;
};

/** A panel that got no answer. It fails alone and keeps what it last knew. */
export function FailedPanel({ lastGood, ...props }: FailedProps) {
  return (
    <div role="alert">
      <div className="px-5 py-6">
        <Lines {...props} mark={<LampGlyph state="stale" />} />
      </div>
      {lastGood && <div className="grayscale">{lastGood}</div>}
    </div>
  );
}
