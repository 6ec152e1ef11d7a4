'use client';

import type { ReactNode } from 'react';
import { NonceProvider } from '#components/ui/nonce.tsx';
import { ToastProvider } from '#components/ui/toast.tsx';
import { TooltipProvider } from '#components/ui/tooltip.tsx';

/** What every page stands in: the nonce, tooltips, toasts. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  return (
    <NonceProvider nonce={nonce}>
      <TooltipProvider>
        <ToastProvider>{children}</ToastProvider>
      </TooltipProvider>
    </NonceProvider>
  );
}
