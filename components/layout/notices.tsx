'use client';

import { usePathname } from 'next/navigation';
import { useSyncExternalStore } from 'react';
import type { SeenLamps } from '#components/layout/use-lamps.ts';
import { VerdictLine } from '#components/ui/verdict-line.tsx';

/** Above every page while something needs a person: no line to the server, what monitoring blames, or a red lamp; gone when nothing does. */
export function HouseVerdict({ seen }: { seen: SeenLamps }) {
  const path = usePathname();
  const online = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  if (!online) {
    return (
      <VerdictLine tone="blind">
        This browser is offline. What you see is as it was; nothing is saved until the line is back.
      </VerdictLine>
    );
  }
  if (seen.link === 'signed-out') {
    return (
      <VerdictLine tone="warn" href="/login" linkText="Sign in">
        Your session has ended. What is typed on this page is still here, but cannot be saved.
      </VerdictLine>
    );
  }
  if (seen.link === 'lost') {
    return (
      <VerdictLine tone="blind">
        This page has not reached the server for {seen.age}. It asks again every 10 s; what you see is as it was.
      </VerdictLine>
    );
  }
  const red = seen.lamps.find((lamp) => lamp.state === 'crit');
  // What is red now stands above what is merely worth a look, and monitoring needs some seconds longer to name it.
  if (seen.blame !== null && (red === undefined || seen.blame.severity === 'crit')) {
    // The page of the verdict says it itself, at length.
    if (path === seen.blame.href) return null;
    return (
      <VerdictLine tone={seen.blame.severity} href={seen.blame.href} linkText="Look at it">
        {seen.blame.sentence}
      </VerdictLine>
    );
  }
  if (red === undefined) return null;
  return (
    <VerdictLine tone="crit" href={red.href === '/' ? undefined : red.href}>
      {red.reason}
    </VerdictLine>
  );
}

/** For admins: passwords travel in clear text over this address. */
export function InsecureBanner({ host }: { host: string }) {
  return (
    <VerdictLine tone="warn">
      This page came over plain http from {host}: anyone on the way can read passwords. Put https in front and set{' '}
      <code className="font-mono text-small">BASE_URL</code>. Only admins see this line.
    </VerdictLine>
  );
}

/** For whoever may go no further without a second factor. */
export function SecondFactorBanner() {
  return (
    <VerdictLine tone="warn">
      Your role asks for a second factor. Set one up on this page; then the rest of the console opens.
    </VerdictLine>
  );
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}
