import 'server-only';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Scope } from '#lib/roles.ts';
import type { Actor, KeyActor } from '#server/core/auth/actor.ts';
import { answerLive, answerReady } from '#server/core/health/probes.ts';

/** Answers a program whose key has the scope of the path. */
export type KeyHandler = (
  actor: KeyActor & Actor,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void> | void;

/** What areas answer; the entry point hands it in, since this room knows no area. */
export type AreaHandlers = Record<'createTurns' | 'deleteTurn' | 'metrics', KeyHandler>;

type ListenerPath = {
  method: 'GET' | 'POST' | 'DELETE';
  /** `{name}` stands for one part. */
  path: string;
} & (
  | { access: 'public'; handle(request: IncomingMessage, response: ServerResponse): Promise<void> | void }
  /** The scope a key must carry. */
  | { access: Scope; handle: KeyHandler | keyof AreaHandlers }
);

/** Every path that our server answers itself, before Next. The matrix test calls each one. */
export const listenerPaths: readonly ListenerPath[] = [
  { method: 'GET', path: '/livez', access: 'public', handle: answerLive },
  { method: 'GET', path: '/readyz', access: 'public', handle: answerReady },
  { method: 'POST', path: '/api/conversations', access: 'conversations:write', handle: 'createTurns' },
  { method: 'DELETE', path: '/api/conversations/{event_id}', access: 'conversations:write', handle: 'deleteTurn' },
  { method: 'GET', path: '/metrics', access: 'metrics:read', handle: 'metrics' },
];

/** The entries for a path, one a method; none when the path is Next's. */
export function listenerPathsAt(path: string): readonly ListenerPath[] {
  return listenerPaths.filter((entry) => matches(entry.path, path));
}

function matches(pattern: string, path: string): boolean {
  if (pattern === path) return true;
  const wanted = pattern.split('/');
  const parts = path.split('/');
  return (
    wanted.length === parts.length &&
    wanted.every((part, index) => (part.startsWith('{') ? parts[index] !== '' : part === parts[index]))
  );
}
