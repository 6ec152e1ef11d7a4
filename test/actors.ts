import { randomUUID } from 'node:crypto';
import type { Role, Scope } from '#lib/roles.ts';
import { type Actor, type KeyActor, sealActor, type UserActor } from '#server/core/auth/actor.ts';

/** A signed-in person of that role who gave the password just now; only the actor, no row in `users`. */
export function userActor(role: Role, facts: Partial<UserActor> = {}): Actor & UserActor {
  return sealActor({
    kind: 'user',
    id: randomUUID(),
    name: `Some ${role}`,
    email: `${role}@example.org`,
    sessionId: randomUUID(),
    passwordAt: new Date(),
    ...facts,
    role,
  });
}

/** A program that came with a key of these scopes; only the actor, no row in `api_keys`. */
export function keyActor(...scopes: Scope[]): Actor & KeyActor {
  return sealActor({ kind: 'key', id: randomUUID(), name: 'Some program', scopes });
}
