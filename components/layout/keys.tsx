'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, use, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { type KeyBinding, type KeySource, listenForKeys } from '#components/layout/key-listener.ts';
import type { KeyLine } from '#lib/keys.ts';

export type KeyGroup = { title: string; bindings: readonly KeyBinding[] };

type Registry = KeySource & {
  add: (group: KeyGroup) => () => void;
  takeTyping: (type: (text: string) => void) => () => void;
  groups: () => readonly KeyGroup[];
  subscribe: (changed: () => void) => () => void;
};

const KeysContext = createContext<Registry | null>(null);
const none: readonly KeyGroup[] = [];
/** The group of the shell's own keys. */
export const EVERYWHERE = 'Everywhere';

/** Stands once around the shell and listens. */
export function KeysProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(createRegistry);
  useEffect(() => listenForKeys(registry), [registry]);
  return <KeysContext value={registry}>{children}</KeysContext>;
}

/** Gives the page keys of its own while the component stands; they are listed under `title` by `?`. */
export function useKeys(title: string, bindings: readonly KeyBinding[]): void {
  const registry = use(KeysContext);
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  const shape = JSON.stringify(bindings.map(({ keys, label, foot, caps }) => [keys, label, foot, caps]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: registered anew only when a key or its words change, not with each new function.
  useEffect(() => {
    const steady = latest.current.map((binding, position) => ({
      ...binding,
      run: () => latest.current[position]?.run(),
      when: () => latest.current[position]?.when?.() ?? true,
    }));
    return registry?.add({ title, bindings: steady });
  }, [registry, title, shape]);
}

/** Takes what is typed outside of the page's fields while the component stands; single letters stay shortcuts. */
export function useTyping(onText: (text: string) => void): void {
  const registry = use(KeysContext);
  const latest = useRef(onText);
  useEffect(() => {
    latest.current = onText;
  });
  useEffect(() => registry?.takeTyping((text) => latest.current(text)), [registry]);
}

/** All keys in force, group by group. */
export function useKeyGroups(): readonly KeyGroup[] {
  const registry = use(KeysContext);
  return useSyncExternalStore(registry?.subscribe ?? subscribeToNothing, registry?.groups ?? (() => none), () => none);
}

/** Keys that lead to addresses or press a control of the page, for pages made on the server. */
export function KeyMap({
  title,
  lines,
}: {
  title: string;
  lines: readonly (KeyLine & { foot?: boolean; href?: string; press?: string })[];
}) {
  const router = useRouter();
  useKeys(
    title,
    lines.map(({ href, press, ...line }) => ({
      ...line,
      run: () => {
        if (href) router.push(href);
        else if (press) document.querySelector<HTMLElement>(press)?.click();
      },
    })),
  );
  return null;
}

function createRegistry(): Registry {
  let groups: readonly KeyGroup[] = none;
  let typing: ((text: string) => void) | undefined;
  const listeners = new Set<() => void>();
  const set = (next: readonly KeyGroup[]) => {
    groups = next;
    for (const changed of listeners) changed();
  };
  return {
    add(group) {
      set([...groups, group]);
      return () => set(groups.filter((other) => other !== group));
    },
    takeTyping(type) {
      typing = type;
      return () => {
        if (typing === type) typing = undefined;
      };
    },
    bindings: () => groups.toReversed().flatMap((group) => group.bindings),
    typing: () => typing,
    groups: () => groups,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}

function subscribeToNothing(): () => void {
  return () => undefined;
}
