'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, use, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { chordOf, type KeyLine, matchChord } from '#lib/keys.ts';

export type KeyBinding = KeyLine & {
  run: () => void;
  /** Printed at the foot of the page. */
  foot?: boolean;
};

export type KeyGroup = { title: string; bindings: readonly KeyBinding[] };

type Registry = {
  add: (group: KeyGroup) => () => void;
  groups: () => readonly KeyGroup[];
  subscribe: (changed: () => void) => () => void;
};

const KeysContext = createContext<Registry | null>(null);
const none: readonly KeyGroup[] = [];
/** The group of the shell's own keys. */
export const EVERYWHERE = 'Everywhere';
const SEQUENCE_MS = 1_000;

/** Stands once around the shell and listens: keys do not fire while someone types, nor under an open dialog or menu. */
export function KeysProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(createRegistry);
  useEffect(() => {
    let before = '';
    let forget: ReturnType<typeof setTimeout> | undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      const chord = chordOf(event);
      if (chord === '' || event.defaultPrevented || event.isComposing) return;
      if (!chord.startsWith('Mod+') && isTyping(event.target)) return;
      // A focused link or button keeps its own Enter.
      if (chord === 'Enter' && event.target instanceof Element && event.target.closest('a, button, summary')) return;
      if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return;
      // The newest group first: a page may give a key its own meaning.
      const lines = registry
        .groups()
        .toReversed()
        .flatMap((group) => group.bindings);
      const { hit, waits } = matchChord(lines, before, chord);
      clearTimeout(forget);
      before = waits ? chord : '';
      forget = setTimeout(() => {
        before = '';
      }, SEQUENCE_MS);
      if (hit === undefined) return;
      event.preventDefault();
      hit.run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      clearTimeout(forget);
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [registry]);
  return <KeysContext value={registry}>{children}</KeysContext>;
}

/** Gives the page keys of its own while the component stands; they are listed under `title` by `?`. */
export function useKeys(title: string, bindings: readonly KeyBinding[]): void {
  const registry = use(KeysContext);
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  const shape = JSON.stringify(bindings.map(({ keys, label, foot }) => [keys, label, foot]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: registered anew only when a key or its words change, not with each new function.
  useEffect(() => {
    const steady = latest.current.map((binding, position) => ({
      ...binding,
      run: () => latest.current[position]?.run(),
    }));
    return registry?.add({ title, bindings: steady });
  }, [registry, title, shape]);
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
    groups: () => groups,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}

function subscribeToNothing(): () => void {
  return () => undefined;
}
