import 'server-only';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import { pageAccess, routeAccess } from '#server/core/auth/access.ts';
import { isProduction } from '#server/core/env.ts';
import { listenerPathsAt } from '#server/core/listener/paths.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import type { Surface } from '#server/core/request-context.ts';

type Pattern = { route: string; path: string; expression: RegExp };

const handlers = Object.keys(routeAccess).map(patternOf);
const pages = Object.keys(pageAccess).map(patternOf);
const ACTION_HEADER = 'next-action';

/**
 * What a request is for, as `access.ts` names it: a page's pattern, or a handler's method and pattern; and for a server action
 * its name. Null where it is none of ours, such as a file.
 */
export function surfaceOf(request: Pick<IncomingMessage, 'method' | 'headers'>, path: string): Surface {
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  const [own] = listenerPathsAt(path).filter((one) => one.method === method);
  if (own !== undefined) return { route: `${method} ${own.path}`, operation: null };
  const handler = best(
    handlers.filter(({ route }) => route.startsWith(`${method} `)),
    path,
  );
  if (handler !== null) return { route: handler, operation: null };
  const id = request.headers[ACTION_HEADER];
  return { route: best(pages, path), operation: typeof id === 'string' ? actionName(id) : null };
}

/** The route of the pattern that fits, one without parameters first. */
function best(patterns: readonly Pattern[], path: string): string | null {
  const exact = patterns.find((one) => one.path === path);
  return (exact ?? patterns.find(({ expression }) => expression.test(path)))?.route ?? null;
}

function patternOf(route: string): Pattern {
  const path = route.slice(route.indexOf('/'));
  const expression = path
    .replaceAll(/[.*+?^$()|\\]/g, '\\$&')
    .replaceAll(/\[\\\.\\\.\\\.[^\]]+\]/g, '.+')
    .replaceAll(/\[[^\]]+\]/g, '[^/]+');
  return { route, path, expression: new RegExp(`^${expression}$`) };
}

const manifest = z.object({ node: z.record(z.string(), z.object({ exportedName: z.string() })) });
let names: ReadonlyMap<string, string> | undefined;

/** The name a server action was exported under; null for one that this build does not know, and in development. */
function actionName(id: string): string | null {
  names ??= isProduction ? readNames() : new Map();
  return names.get(id) ?? null;
}

function readNames(): ReadonlyMap<string, string> {
  const file = join(repositoryRoot, '.next', 'server', 'server-reference-manifest.json');
  const { node } = manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
  return new Map(Object.entries(node).map(([id, { exportedName }]) => [id, exportedName]));
}
