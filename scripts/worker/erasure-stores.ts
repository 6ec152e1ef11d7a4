// Every place that keeps message text or personal data, in the order in which an erasure goes through them: imports first,
// so that none brings back what was erased from the phonebook.

import { conversationStore } from '#server/conversations/erasure/store.ts';
import { keptStores } from '#server/core/erasure/kept.ts';
import { logStore } from '#server/core/erasure/logs.ts';
import { signInStore } from '#server/core/erasure/sign-ins.ts';
import type { ErasureStore } from '#server/core/erasure/store.ts';
import { importStore } from '#server/imports/erasure/store.ts';
import { alertStore } from '#server/monitoring/alerts/erasure.ts';
import { phonebookStore } from '#server/phonebook/erasure/store.ts';
import { questionGroupStore } from '#server/questions/erasure/store.ts';
import { gapStore } from '#server/questions/gaps/erasure.ts';

export const stores: readonly ErasureStore[] = [
  importStore,
  phonebookStore,
  conversationStore,
  gapStore,
  questionGroupStore,
  alertStore,
  signInStore,
  logStore,
  ...keptStores,
];
