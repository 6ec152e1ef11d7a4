import 'server-only';
import { roleMay } from '#lib/roles.ts';
import type { Actor } from '#server/core/auth/actor.ts';

/** Whether deleted entries are there for this actor: only who may restore one is shown it, its history or its name. */
export function seesDeleted(actor: Actor): boolean {
  return actor.kind === 'system' || (actor.kind === 'user' && roleMay(actor.role, 'phonebook.edit'));
}
