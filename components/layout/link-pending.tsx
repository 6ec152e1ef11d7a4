'use client';

import { useLinkStatus } from 'next/link';
import { BusyRing } from '#components/ui/busy-ring.tsx';

/**
 * Inside a link: a ring while its page is on the way, after 300 ms. There is no loading page instead, because one would
 * send 200 before a page could answer 403 or 404.
 */
export function LinkPending() {
  const { pending } = useLinkStatus();
  if (!pending) return null;
  return (
    <span role="status" className="appear-late ml-auto flex">
      <BusyRing />
      <span className="sr-only">Loading</span>
    </span>
  );
}
