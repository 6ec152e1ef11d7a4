'use client';

import { CloudOff, ShieldAlert } from 'lucide-react';
import { useSyncExternalStore } from 'react';

/** Says that the browser has no network; what is typed stays in the page. */
export function OfflineBanner() {
  const online = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  if (online) return null;
  return (
    <p role="status" className="flex min-h-9 items-center gap-3 border-b border-line bg-sunken px-5 py-2">
      <CloudOff size={15} aria-hidden="true" className="shrink-0 text-ink-2" />
      This browser is offline. What you see is as it was; nothing is saved until the line is back.
    </p>
  );
}

/** For admins: passwords travel in clear text over this address. */
export function InsecureBanner({ host }: { host: string }) {
  return (
    <p role="status" className="flex min-h-9 items-center gap-3 border-b border-line bg-warn-tint px-5 py-2">
      <ShieldAlert size={15} aria-hidden="true" className="shrink-0 text-warn" />
      <span>
        This page came over plain http from {host}: anyone on the way can read passwords. Put https in front and set{' '}
        <code className="font-mono text-small">BASE_URL</code>. Only admins see this line.
      </span>
    </p>
  );
}

/** For whoever may go no further without a second factor. */
export function SecondFactorBanner() {
  return (
    <p role="status" className="flex min-h-9 items-center gap-3 border-b border-line bg-warn-tint px-5 py-2">
      <ShieldAlert size={15} aria-hidden="true" className="shrink-0 text-warn" />
      Your role asks for a second factor. Set one up on this page; then the rest of the console opens.
    </p>
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
