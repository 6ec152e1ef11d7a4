'use client';

import { useRouter } from 'next/navigation';
import { Component, type ReactNode, Suspense, useTransition } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { FailedPanel } from '#components/ui/states.tsx';

type PanelProps = { name: string; rows?: number; loading?: ReactNode; children: ReactNode };

/** A part of a page that loads by itself and fails alone: the rest of the page stands. `loading`: instead of grey lines. */
export function Panel({ name, rows, loading, children }: PanelProps) {
  const lines = <Skeleton rows={rows} label={`Loading: ${name}`} />;
  return (
    <Boundary name={name}>
      <Suspense fallback={loading === undefined ? lines : loading}>{children}</Suspense>
    </Boundary>
  );
}

class Boundary extends Component<{ name: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return <Failed name={this.props.name} again={() => this.setState({ failed: false })} />;
  }
}

function Failed({ name, again }: { name: string; again: () => void }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const retry = () =>
    start(() => {
      router.refresh();
      again();
    });
  return (
    <FailedPanel
      title={`${name} got no answer`}
      action={
        <Button onClick={retry} busy={busy}>
          Try now
        </Button>
      }
    >
      The rest of the page is not touched by this.
    </FailedPanel>
  );
}
