import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { auth } from '#server/core/auth/auth.ts';
import { listenerPaths } from '#server/core/listener/paths.ts';
import { repositoryRoot } from '#server/core/paths.ts';

export type Action = { name: string; id: string; route: string };
export type Endpoint = { name: string; methods: string[]; path: string | undefined };

/** Next's own pages, which stand for the absence of one. */
const NOT_PAGES = new Set(['/_global-error', '/_not-found']);

const actionManifest = z.object({
  node: z.record(
    z.string(),
    z.object({ filename: z.string(), exportedName: z.string(), workers: z.record(z.string(), z.unknown()) }),
  ),
  edge: z.record(z.string(), z.unknown()),
});

/** Every server action of the build, with a page it can be posted to. */
export function findActions(): Action[] {
  const { node, edge } = actionManifest.parse(read('server/server-reference-manifest.json'));
  if (Object.keys(edge).length > 0) throw new Error('Actions on the edge runtime are not looked at.');
  const routes = routesByFile();
  return Object.entries(node).map(([id, { filename, exportedName, workers }]) => {
    const worker = Object.keys(workers)[0] ?? '';
    return { name: `${filename}#${exportedName}`, id, route: routes[worker.replace(/^app/, '')] ?? '/login' };
  });
}

/** Every page's route. */
export function findPages(): string[] {
  return routesEndingIn('/page').filter((route) => !NOT_PAGES.has(route));
}

/** Every route handler's route; its methods are found by asking. */
export function findRoutes(): string[] {
  return routesEndingIn('/route');
}

/** `METHOD /path` of everything that our server answers before Next. */
export function findListenerPaths(): string[] {
  return listenerPaths.map(({ method, path }) => `${method} ${path}`);
}

/** Every endpoint of the sign-in library; those without a path are never served. */
export function findEndpoints(): Endpoint[] {
  return Object.entries(auth().api).map(([name, endpoint]) => {
    const { path, options } = endpointFacts.parse({ path: Reflect.get(endpoint, 'path'), options: endpoint.options });
    return { name, path, methods: [options.method].flat() };
  });
}

const endpointFacts = z.object({
  path: z.string().optional(),
  options: z.object({ method: z.union([z.string(), z.array(z.string())]) }),
});

/** A path for a route: `[id]` and `{id}` are filled with what is well formed and not there. */
export function pathFor(route: string): string {
  return route
    .replace(/\[\.\.\.\w+\]/g, 'nothing-here')
    .replace(/\[(\w+)\]|\{(\w+)\}/g, (_, name = '') => (/token/.test(name) ? 'x'.repeat(43) : '999999999'));
}

function routesEndingIn(ending: string): string[] {
  return Object.entries(routesByFile()).flatMap(([file, route]) => (file.endsWith(ending) ? [route] : []));
}

function routesByFile(): Record<string, string> {
  return z.record(z.string(), z.string()).parse(read('app-path-routes-manifest.json'));
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(repositoryRoot, '.next', file), 'utf8'));
}
