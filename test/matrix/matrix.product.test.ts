import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Permission, permissions, type Role, roleMay, roles, type Scope, scopes } from '#lib/roles.ts';
import {
  type Access,
  actionAccess,
  authEndpointAccess,
  listenerAccess,
  pageAccess,
  routeAccess,
} from '#server/core/auth/access.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { createApiKey } from '#server/core/auth/api-key.ts';
import { withDatabase } from '#test/database.ts';
import { goodPassword, person } from '#test/people.ts';
import { contentsOf, plantSecrets, SECRET } from './contents.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { type Call, cookiesFrom, Product } from './product.ts';
import { findActions, findEndpoints, findListenerPaths, findPages, findRoutes, pathFor } from './surfaces.ts';

const database = withDatabase();
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const callers = ['nobody', ...roles] as const;
type Caller = (typeof callers)[number];
/** Behind an open door, what was asked for may still not be there. */
const letIn: readonly Outcome[] = ['in', 'absent'];

let product: Product;
const emails = new Map<Role, string>();
const cookies = new Map<Role, string>();
const keys = new Map<Scope, string>();
const actions = findActions();

beforeAll(async () => {
  for (const role of roles) emails.set(role, (await person(role)).email);
  for (const scope of scopes) {
    const made = await createApiKey(systemActor('test'), { name: SECRET, scopes: [scope], expiresAt: null });
    if (made.ok) keys.set(scope, made.value.key);
  }
  await plantSecrets();
  product = await Product.start(database.connection());
}, 600_000);

afterAll(() => product?.stop());

describe('the table names every surface, and nothing that is not there', () => {
  it.each([
    ['pages', findPages, pageAccess],
    ['server actions', () => actions.map(({ name }) => name), actionAccess],
    ['listener paths', findListenerPaths, listenerAccess],
    ['endpoints of the sign-in library', () => findEndpoints().map(({ name }) => name), authEndpointAccess],
  ])('%s', (_, find, table) => {
    expect(find().toSorted()).toEqual(Object.keys(table).toSorted());
  });

  it('route handlers', async () => {
    const found: string[] = [];
    for (const route of findRoutes()) {
      for (const method of METHODS) {
        const { status } = await product.call(pathFor(route), { method });
        if (status !== 405) found.push(`${method} ${route}`);
      }
    }
    expect(found.toSorted()).toEqual(Object.keys(routeAccess).toSorted());
  });
});

describe('server actions', () => {
  it.each(Object.entries(actionAccess))('%s: %s', async (name, access) => {
    const action = actions.find((one) => one.name === name);
    if (action === undefined) throw new Error('It is not in the build.');
    const target = { id: action.id, path: pathFor(action.route) };
    const before = await contentsOf();
    for (const caller of callers.filter((one) => !may(one, access))) {
      const answer = await product.act(target, [], await as(caller));
      expect(outcomeOf(answer), `${caller}: ${answer.status} ${answer.body.slice(0, 300)}`).toBe('refused');
    }
    expect(await contentsOf(), 'what a refused call left behind').toEqual(before);
    for (const caller of callers.filter((one) => may(one, access))) {
      const answer = await product.act(target, [], await as(caller));
      // Whoever signs out is led to the sign-in page: no refusal.
      const outcome = name.endsWith('#signOutAction') ? 'in' : outcomeOf(answer);
      expect(outcome, `${caller}: ${answer.status} ${answer.body.slice(0, 300)}`).toBe('in');
    }
  });

  it.each([
    ['no Origin', null],
    ['a null Origin', 'null'],
    ['a foreign Origin', 'https://elsewhere.example'],
    ['an Origin that only begins like ours', 'SUFFIX'],
  ])('with cookies and %s are refused', async (_, origin) => {
    const foreign = origin === 'SUFFIX' ? `${product.url}.elsewhere.example` : origin;
    for (const { id, route } of actions) {
      const answer = await product.act({ id, path: pathFor(route) }, [], { ...(await as('admin')), origin: foreign });
      expect(answer.status).toBe(403);
    }
  });
});

describe('server actions of another page', () => {
  it('are reached under any name of this machine', async () => {
    const action = actions.find((one) => one.name === 'server/phonebook/actions.ts#findContactsAction');
    const { port } = new URL(product.url);
    const named = `http://localhost:${port}`;
    const { cookie = '' } = await as('operator');
    const answer = await fetch(`${named}/account`, {
      method: 'POST',
      body: '["?q=anybody"]',
      headers: { cookie, origin: named, 'next-action': action?.id ?? '', 'content-type': 'text/plain;charset=UTF-8' },
    });
    expect(answer.headers.get('content-type')).toContain('text/x-component');
    expect(await answer.text()).not.toBe('{}');
  });
});

const middlewareNames = ['middleware', 'proxy', 'src/middleware', 'src/proxy', 'pages/_middleware'];
const variants: [string, Call, (path: string) => string][] = [
  ['HTML', {}, (path) => path],
  ['RSC', { headers: { rsc: '1' } }, (path) => `${path}?_rsc=abc`],
  ['prefetch', { headers: { rsc: '1', 'next-router-prefetch': '1' } }, (path) => path],
  [
    'segment',
    { headers: { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' } },
    (path) => path,
  ],
  ['.rsc', {}, (path) => `${path === '/' ? '/index' : path}.rsc`],
  ['HEAD', { method: 'HEAD' }, (path) => path],
  ['trailing slash', {}, (path) => `${path}/`],
  ['encoded', {}, (path) => path.replace(/\/(\w)/, (_, letter: string) => `/%${letter.charCodeAt(0).toString(16)}`)],
  ['a POST', { method: 'POST', body: '' }, (path) => path],
  ...middlewareNames.flatMap((name): [string, Call, (path: string) => string][] =>
    [name, Array.from({ length: 5 }, () => name).join(':')].map((value) => [
      `x-middleware-subrequest ${value}`,
      { headers: { 'x-middleware-subrequest': value } },
      (path) => path,
    ]),
  ),
];

describe('pages', () => {
  it.each(Object.entries(pageAccess))('%s: %s', async (route, access) => {
    for (const caller of callers) {
      const answer = await product.call(pathFor(route), await as(caller));
      const told = `${caller}: ${answer.status} ${answer.body.slice(0, 300)}`;
      expect(wantedOutcomes(caller, access), told).toContain(outcomeOf(answer));
    }
  });

  it.each(variants)('as %s tell nothing to whoever may not see them', async (name, call, pathOf) => {
    for (const [route, access] of Object.entries(pageAccess)) {
      for (const caller of callers.filter((one) => !may(one, access))) {
        const answer = await product.call(pathOf(pathFor(route)), { ...call, ...(await as(caller)) });
        const told = `${caller} at ${route}: ${answer.status}`;
        expect(answer.body, told).not.toContain(SECRET);
        // A prefetch brings the frame of a page, which is not asked yet; HEAD brings nothing; another spelling leads to
        // the path or nowhere, or is the address of another page.
        const harmless =
          answer.body === '' ||
          /prefetch|segment/.test(name) ||
          [308, 400, 404].includes(answer.status) ||
          (name === '.rsc' && isOpenPage(caller, route, pathOf(pathFor(route))));
        if (!harmless) expect(outcomeOf(answer), told).toBe('refused');
      }
    }
  });

  it('are not opened by a key', async () => {
    const key = keys.get('phonebook:read');
    for (const [route] of Object.entries(pageAccess).filter(([, access]) => access !== 'public')) {
      expect(outcomeOf(await product.call(pathFor(route), { key })), route).toBe('refused');
    }
  });

  it('do show the planted words to whoever may see them', async () => {
    const shown = await product.call('/settings/users', await as('admin'));
    expect(shown.body).toContain(SECRET);
  });
});

describe('route handlers and listener paths', () => {
  it.each([...Object.entries(routeAccess), ...Object.entries(listenerAccess)])('%s: %s', async (surface, access) => {
    const [method = '', route = ''] = surface.split(' ');
    const path = pathFor(route);
    for (const caller of callers) {
      const answer = await product.call(path, { method, ...(await as(caller)) });
      const told = `${caller}: ${answer.status} ${answer.body.slice(0, 300)}`;
      expect(wantedOutcomes(caller, access), told).toContain(outcomeOf(answer));
    }
    for (const scope of scopes) {
      const answer = await product.call(path, { method, key: keys.get(scope), origin: null });
      const wanted = access === scope ? letIn : wantedOutcomes('nobody', access);
      expect(wanted, `a key with ${scope}: ${answer.status}`).toContain(outcomeOf(answer));
    }
  });
});

describe('endpoints of the sign-in library', () => {
  it.each(Object.entries(authEndpointAccess))('%s: %s', async (name, access) => {
    const endpoint = findEndpoints().find((one) => one.name === name);
    if (endpoint?.path === undefined) return expect(access).toBe('closed');
    const { path, methods } = endpoint;
    for (const caller of callers) {
      for (const method of methods) {
        const body = method === 'GET' ? undefined : '{}';
        const headers = { 'content-type': 'application/json' };
        const answer = await product.call(`/api/auth${path}`, { method, body, headers, ...(await as(caller)) });
        const wanted = access === 'closed' ? 404 : 200;
        expect(answer.status, `${caller}: ${answer.body.slice(0, 300)}`).toBe(wanted);
      }
    }
  });
});

function may(caller: Caller, access: Access): boolean {
  if (access === 'public') return true;
  return caller !== 'nobody' && isPermission(access) && roleMay(caller, access);
}

function wantedOutcomes(caller: Caller, access: Access): readonly Outcome[] {
  if (access === 'closed') return ['absent'];
  return may(caller, access) ? letIn : ['refused'];
}

/** Whether a path is also that of another page, which the caller may see: `/phonebook/new.rsc` is an id. */
function isOpenPage(caller: Caller, asked: string, path: string): boolean {
  return Object.entries(pageAccess).some(([route, access]) => {
    const pattern = new RegExp(`^${route.replace(/\[\w+\]/g, '[^/]+')}$`);
    return route !== asked && route.includes('[') && pattern.test(path) && may(caller, access);
  });
}

function isPermission(access: Access): access is Permission {
  return access in permissions;
}

/** A caller's cookies, from a session that is open: some calls end the one they came with. */
async function as(caller: Caller): Promise<Call> {
  if (caller === 'nobody') return {};
  const cookie = cookies.get(caller);
  if (cookie !== undefined && (await product.call('/api/lamps', { cookie })).status === 200) return { cookie };
  const action = actions.find(({ name }) => name === 'server/account/actions.ts#signInAction');
  const form = { email: emails.get(caller), password: goodPassword, keep: false };
  const answer = await product.act({ id: action?.id ?? '', path: '/login' }, [form]);
  const fresh = cookiesFrom(answer);
  if (!fresh.includes('session_token')) throw new Error(`${caller} could not sign in: ${answer.status} ${answer.body}`);
  cookies.set(caller, fresh);
  return { cookie: fresh };
}
