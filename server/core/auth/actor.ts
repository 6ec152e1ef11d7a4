import 'server-only';
import { needsRecentPassword, type Permission, permissions, type Role, roleMay, type Scope } from '#lib/roles.ts';
import { ForbiddenError, PasswordNeededError } from '#server/core/errors.ts';

export type UserActor = {
  readonly kind: 'user';
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly sessionId: string;
  /** When the password was last given in this session. */
  readonly passwordAt: Date;
};
export type KeyActor = {
  readonly kind: 'key';
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
};
export type SystemActor = { readonly kind: 'system'; readonly name: string };

declare const brand: unique symbol;

/** Who asks. Made by requireActor, requireApiKey and systemActor only; every exported read and write takes one first. */
export type Actor = (UserActor | KeyActor | SystemActor) & { readonly [brand]: true };

const made = actorsOfThisProcess();

/** Seals checked facts into an Actor. For the three makers in this folder; anything else would forge an identity. */
export function sealActor<T extends UserActor | KeyActor | SystemActor>(facts: T): T & Actor {
  const actor = Object.freeze(facts);
  made.add(actor);
  return actor as T & Actor;
}

/** The product itself at work: `name` says which part ("cli", "worker", "seed"). */
export function systemActor(name: string): Actor & SystemActor {
  return sealActor({ kind: 'system', name });
}

/** How history and audit name an actor: `user:<id>`, `key:<id>` or `system:<name>`. */
export function actorTag(actor: Actor): string {
  return actor.kind === 'system' ? `system:${actor.name}` : `${actor.kind}:${actor.id}`;
}

const keyScopes: Partial<Record<Permission, Scope>> = {
  'phonebook.read': 'phonebook:read',
  'analytics.read': 'analytics:read',
  'conversations.read': 'analytics:read',
};

/**
 * Stops whoever may not: called first in every exported read and write.
 * @throws ForbiddenError with a sentence that names the role needed.
 */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (!made.has(actor)) throw new ForbiddenError('This actor was not made by a sign-in, a key or the product itself.');
  if (actor.kind === 'system') return;
  if (actor.kind === 'key') {
    const scope = keyScopes[permission];
    if (scope !== undefined && actor.scopes.includes(scope)) return;
    throw new ForbiddenError('This key has no scope for that.');
  }
  if (!roleMay(actor.role, permission)) {
    throw new ForbiddenError(
      `Only ${roleWords[permissions[permission].role]} may do that. You are signed in as ${actor.role}.`,
    );
  }
  if (needsRecentPassword(permission)) requireRecentPassword(actor);
}

/**
 * Stops whoever is no program with a key of that scope; for what no person may do.
 * @throws ForbiddenError
 */
export function requireScope(actor: Actor, scope: Scope): void {
  if (made.has(actor) && actor.kind === 'key' && actor.scopes.includes(scope)) return;
  throw new ForbiddenError(`This asks for a key with the scope ${scope}.`);
}

const RECENT_PASSWORD_MS = 10 * 60_000;

/**
 * Stops a person whose password was given more than ten minutes ago; programs and the product itself pass.
 * @throws PasswordNeededError, upon which the page asks for the password and repeats what was wanted.
 */
export function requireRecentPassword(actor: Actor, now = new Date()): void {
  if (actor.kind !== 'user' || now.getTime() - actor.passwordAt.getTime() <= RECENT_PASSWORD_MS) return;
  throw new PasswordNeededError('This asks for your password, given in the last ten minutes.');
}

const roleWords: Record<Role, string> = {
  operator: 'a signed-in person',
  analyst: 'analysts and admins',
  admin: 'admins',
};

/** One list for our server and for each of Next's bundles, as a session that one of them knows is shown by another. */
function actorsOfThisProcess(): WeakSet<object> {
  const key = Symbol.for('switchboard.actors');
  const existing: WeakSet<object> | undefined = Reflect.get(globalThis, key);
  if (existing !== undefined) return existing;
  const fresh = new WeakSet<object>();
  Reflect.set(globalThis, key, fresh);
  return fresh;
}
