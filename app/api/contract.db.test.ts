import { beforeAll, describe, expect, test } from 'vitest';
import { contactInputSchema } from '#lib/phonebook/contact-form.ts';
import type { Scope } from '#lib/roles.ts';
import { createApiKey } from '#server/core/auth/api-key.ts';
import { createContact } from '#server/phonebook/mutations.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { GET as openapi } from './openapi.json/route.ts';
import { GET as department } from './phonebook/department/[department]/route.ts';
import { GET as designation } from './phonebook/designation/[designation]/route.ts';
import { GET as email } from './phonebook/email/[email]/route.ts';
import { GET as employee } from './phonebook/employee/[employee_id]/route.ts';
import { GET as health } from './phonebook/health/route.ts';
import { GET as mobile } from './phonebook/mobile/[mobile]/route.ts';
import { GET as search } from './phonebook/search/route.ts';
import { GET as stats } from './phonebook/stats/route.ts';

withDatabase();
const keys: Partial<Record<Scope, string>> = {};

beforeAll(async () => {
  const admin = userActor('admin');
  for (const scope of ['phonebook:read', 'analytics:read'] as const) {
    const made = await createApiKey(admin, { name: scope, scopes: [scope], expiresAt: null });
    if (made.ok) keys[scope] = made.value.key;
  }
  for (const person of [
    {
      full_name: 'Rob Martwick',
      employee_id: '05/254',
      email: 'rob@example.org',
      mobile: '+1 773-286-1115',
      department: 'Cards & Loans',
      designation: 'Senior Officer',
    },
    { full_name: 'Ann Lee', mobile: '773 286 1115', department: 'Cards & Loans', designation: 'Officer' },
    { full_name: 'Zoë Ode', department: 'Cards', division: 'Retail', designation: 'Officer', ip_phone: '77' },
  ]) {
    await createContact(admin, contactInputSchema.parse(person));
  }
});

type Call = (request: Request) => Promise<Response>;

async function ask(call: Call, path: string, scope: Scope | null = 'phonebook:read') {
  const headers: HeadersInit = scope === null ? {} : { authorization: `Bearer ${keys[scope]}` };
  const response = await call(new Request(`http://localhost/api/phonebook/${path}`, { headers }));
  return { status: response.status, body: await response.json() };
}

const employeeFields = [
  ...['id', 'employee_id', 'full_name', 'first_name', 'last_name', 'designation', 'department', 'division', 'email'],
  ...['telephone', 'pabx', 'ip_phone', 'mobile', 'group_email'],
];

describe('a key is asked for', () => {
  test.each<[string, Call]>([
    ['search', search],
    ['employee/1', employee],
    ['email/a', email],
    ['mobile/1', mobile],
    ['department/a', department],
    ['designation/a', designation],
    ['stats', stats],
  ])('%s', async (path, call) => {
    expect(await ask(call, path, null)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(await ask(call, path, 'analytics:read')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});

test('search answers the contract: the fields of an Employee, score, confidence and reasons', async () => {
  const { status, body } = await ask(search, 'search?q=rob+martwick&limit=1');
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual(['query', 'results', 'total', 'limit', 'decision', 'nearest']);
  expect(body).toMatchObject({ query: 'rob martwick', total: 1, limit: 1, nearest: [] });
  expect(body.decision).toEqual({ action: 'answer', ids: [body.results[0].id], sentence: 'This is Rob Martwick.' });
  expect(Object.keys(body.results[0])).toEqual([...employeeFields, 'score', 'confidence', 'why']);
  expect(body.results[0].why[0]).toEqual({ field: 'full_name', reason: 'exact name' });
});

test('with nobody close the search abstains, and guesses are no results', async () => {
  const { status, body } = await ask(search, 'search?q=zzqx+vvwq+martw');
  expect(status).toBe(200);
  expect(body).toMatchObject({ results: [], total: 0, decision: { action: 'abstain', ids: [] } });
});

test.each(['search?limit=5', 'search?q=x&limit=51', 'search?q=x&limit=0', 'search?q=x&limit=ten'])(
  '%s is refused with a sentence',
  async (path) => {
    const { status, body } = await ask(search, path);
    expect(status).toBe(422);
    expect(body).toEqual({ detail: expect.stringMatching(/^(q|limit): /), code: 'invalid' });
  },
);

test('an id with a slash, an e-mail in capitals', async () => {
  const found = await ask(employee, 'employee/05%2F254');
  expect(found.body).toMatchObject({ full_name: 'Rob Martwick' });
  expect(Object.keys(found.body)).toEqual(employeeFields);
  expect((await ask(email, 'email/ROB%40example.org')).body).toMatchObject({ full_name: 'Rob Martwick' });
  expect(await ask(employee, 'employee/%E0%00')).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

test('a mobile in another format; a shared one says how many bear it', async () => {
  expect((await ask(mobile, 'mobile/(773)2861115')).body).toMatchObject({ full_name: 'Rob Martwick', shared: 2 });
  expect((await ask(mobile, 'mobile/286111')).status).toBe(404);
});

test('departments and designations are lists, the very name first', async () => {
  const cards = (await ask(department, 'department/cards')).body;
  expect(cards.map((one: { full_name: string }) => one.full_name)).toEqual(['Zoë Ode', 'Ann Lee', 'Rob Martwick']);
  const officers = (await ask(designation, 'designation/officer?limit=2')).body;
  expect(officers.map((one: { full_name: string }) => one.full_name)).toEqual(['Ann Lee', 'Zoë Ode']);
  expect((await ask(department, 'department/nowhere')).body).toEqual([]);
});

test('stats count', async () => {
  expect((await ask(stats, 'stats')).body).toEqual({
    total_employees: 3,
    departments: { Cards: 1, 'Cards & Loans': 2 },
    divisions: { Retail: 1 },
    with_email: 1,
    with_mobile: 2,
    with_ip_phone: 1,
  });
});

test('health asks for no key', async () => {
  expect(await ask(health, 'health', null)).toEqual({
    status: 200,
    body: { status: 'healthy', service: 'phonebook', total_employees: 3 },
  });
});

test('the description names every call of the contract', async () => {
  const description = await openapi().json();
  const calls = Object.entries<object>(description.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(calls).toHaveLength(20);
  expect(calls).toContain('get /api/phonebook/employee/{employee_id}');
  expect(description.paths['/api/phonebook/search'].get.parameters).toMatchObject([
    { name: 'q', required: true },
    { name: 'limit', required: false, schema: { maximum: 50, default: 10 } },
  ]);
});
