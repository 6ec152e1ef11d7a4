'use client';

import { setNonce } from 'get-nonce';
import { type ReactNode, useState } from 'react';

/**
 * Hands the nonce of the document this page was first loaded with to what inserts style elements: the scroll lock of
 * dialogs reads it from get-nonce. It stays the valid one through client navigation.
 */
export function NonceProvider({ nonce, children }: { nonce: string; children: ReactNode }) {
  // A refresh renders this again with the nonce of its own request, which the document does not know.
  const [first] = useState(nonce);
  setNonce(first);
  return children;
}
