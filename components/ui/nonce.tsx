'use client';

import { setNonce } from 'get-nonce';
import { createContext, type ReactNode, use } from 'react';

const NonceContext = createContext('');

/** The nonce of the document this page was first loaded with; it stays the valid one through client navigation. */
export function useNonce(): string {
  return use(NonceContext);
}

/** Hands the nonce to what inserts style elements: the scroll lock of dialogs reads it from get-nonce, others by `useNonce`. */
export function NonceProvider({ nonce, children }: { nonce: string; children: ReactNode }) {
  setNonce(nonce);
  return <NonceContext value={nonce}>{children}</NonceContext>;
}
