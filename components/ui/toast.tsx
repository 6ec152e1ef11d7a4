'use client';

import { Check, CircleAlert } from 'lucide-react';
import { Toast as Primitive } from 'radix-ui';
import { createContext, type ReactNode, use, useCallback, useState } from 'react';
import { Button } from '#components/ui/button.tsx';

export type Toast = {
  tone?: 'done' | 'failed' | 'plain';
  /** One short sentence or line. */
  text: ReactNode;
  action?: { label: string; keys?: readonly string[]; run: () => void };
  /** How long it stays, in ms; 6 s, or 10 s with an action. */
  duration?: number;
};

const ToastContext = createContext<(toast: Toast) => void>(() => undefined);

/** Shows a toast; a newer one takes the place of the older. */
export function useToast(): (toast: Toast) => void {
  return use(ToastContext);
}

/** Stands once around the page: bottom right, one at a time, F8 puts the focus there. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<{ id: number; toast: Toast }>();
  const show = useCallback((toast: Toast) => setShown((before) => ({ id: (before?.id ?? 0) + 1, toast })), []);
  return (
    <ToastContext value={show}>
      <Primitive.Provider swipeDirection="right" label="Message">
        {children}
        {shown && (
          <ToastCard
            key={shown.id}
            toast={shown.toast}
            onGone={() => setShown((now) => (now === shown ? undefined : now))}
          />
        )}
        <Primitive.Viewport className="fixed right-4 bottom-4 z-50 w-80 max-w-[calc(100vw-32px)] outline-none phone:bottom-20" />
      </Primitive.Provider>
    </ToastContext>
  );
}

function ToastCard({ toast, onGone }: { toast: Toast; onGone: () => void }) {
  const { tone = 'plain', text, action } = toast;
  return (
    <Primitive.Root
      duration={toast.duration ?? (action ? 10_000 : 6_000)}
      onOpenChange={(open) => !open && onGone()}
      className="rise flex min-h-11 items-center gap-3 rounded-overlay bg-raised py-2 pr-2 pl-4 text-base shadow-toast"
    >
      {tone === 'done' && <Check size={16} className="shrink-0 text-ok" aria-hidden="true" />}
      {tone === 'failed' && <CircleAlert size={16} className="shrink-0 text-crit" aria-hidden="true" />}
      <Primitive.Description className="min-w-0 flex-1 py-1">{text}</Primitive.Description>
      {action && (
        <Primitive.Action asChild altText={action.label}>
          <Button onClick={action.run} keys={action.keys}>
            {action.label}
          </Button>
        </Primitive.Action>
      )}
    </Primitive.Root>
  );
}
