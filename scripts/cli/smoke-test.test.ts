import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { CommanderError } from 'commander';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { repositoryRoot } from '#server/core/paths.ts';
import { commandLine, everyCommand } from './command-line.ts';
import { smokeTest } from './smoke-test.ts';

type Answer = { status: number; body?: unknown; headers?: Record<string, string> } | 'cut';
type Turn = { event_id: string; session_id: string; user_message: string };

const turns = new Map<string, Turn>();
/** In place of what a working deployment answers, by method and path; by how many calls of it came before. */
let instead: Record<string, (call: number) => Answer | undefined>;
let calls: Map<string, number>;
let server: Server;
let url: string;

beforeEach(async () => {
  turns.clear();
  instead = {};
  calls = new Map();
  server = createServer(async (request, response) => {
    const body = await text(request);
    const route = `${request.method} ${(request.url ?? '').split(/[?]|(?<=conversations)\//, 1)[0]}`;
    const call = calls.get(route) ?? 0;
    calls.set(route, call + 1);
    const usual = work(route, request.url ?? '', body);
    const answer = instead[route]?.(call) ?? usual;
    if (answer === 'cut') return void request.socket.destroy();
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function work(route: string, path: string, body: string): Answer {
  const status = { status: 'healthy' };
  const healthy = {
    ...status,
    service: 'switchboard',
    components: { postgresql: status, redis: status, lightrag: status },
  };
  const found = {
    query: 'an',
    results: [],
    total: 3,
    limit: 1,
    decision: { action: 'abstain', ids: [], sentence: '' },
    nearest: [],
  };
  if (route === 'GET /api/health') return { status: 200, body: healthy };
  if (route === 'GET /readyz') return { status: 200, body: { status: 'ready' } };
  if (route === 'GET /api/phonebook/search') return { status: 200, body: found };
  if (route === 'POST /api/conversations') {
    const turn: Turn = JSON.parse(body);
    turns.set(turn.event_id, turn);
    const results = [{ event_id: turn.event_id, status: 'stored' }];
    return { status: 201, body: { accepted: 1, duplicates: 0, results } };
  }
  if (route === 'GET /api/analytics/history') {
    const session = new URL(path, 'http://x').searchParams.get('session_id');
    const shown = [...turns.values()].filter((turn) => turn.session_id === session);
    const more = { id: 1, state: 'answered', client_ip: null, created_at: '2026-11-27T10:00:00.000Z' };
    return { status: 200, body: { conversations: shown.map((turn) => ({ ...turn, ...more })) } };
  }
  return { status: turns.delete(path.split('/').at(-1) ?? '') ? 204 : 404 };
}

const refusal = (status: number, detail: string) => (): Answer => ({ status, body: { detail, code: 'x' } });

async function tried() {
  const { session, steps } = await smokeTest(url, 'sb_test');
  const sentences = Object.fromEntries(steps.map(({ step, sentence }) => [step, sentence]));
  return { session, sentences, bad: steps.filter(({ state }) => state === 'bad').map(({ step }) => step) };
}

test('a working deployment is good at every step, and nothing is left there', async () => {
  const { session, sentences, bad } = await tried();
  expect(session).toMatch(/^smoke-[a-p]{16}$/);
  expect(bad).toEqual([]);
  expect(sentences).toEqual({
    health: 'It is healthy: postgresql healthy, redis healthy, lightrag healthy.',
    readiness: 'It can serve.',
    search: 'The phonebook answers, with 3 hits for "an".',
    post: 'The turn is stored.',
    'read back': 'The log shows the turn as it was sent.',
    'take away': 'The turn is taken away.',
    'read back gone': 'The log shows it no longer.',
  });
  expect(turns.size).toBe(0);
});

describe('each step that fails says why, and the turn is taken away all the same', () => {
  const lacks = (scope: string) => `This API key lacks the scope ${scope}.`;
  const degraded = {
    postgresql: { status: 'healthy' },
    redis: { status: 'unhealthy' },
    lightrag: { status: 'healthy' },
  };
  const shown = (message: string, times = 1) => ({
    conversations: Array(times).fill({
      ...{ id: 1, session_id: 's', user_message: message, assistant_response: 'b', is_answered: true },
      ...{
        knowledge_base: null,
        response_time_ms: null,
        state: 'answered',
        client_ip: null,
        created_at: '2026-11-27T10:00:00Z',
      },
    }),
  });
  test.each<[string, string, (call: number) => Answer | undefined, string]>([
    [
      'health',
      'GET /api/health',
      () => ({ status: 503, body: { status: 'degraded', service: 's', components: degraded } }),
      'It is degraded: postgresql healthy, redis unhealthy, lightrag healthy.',
    ],
    [
      'health',
      'GET /api/health',
      () => ({ status: 200, body: 'hello' }),
      'The answer is not one of Switchboard: is this its address?',
    ],
    ['health', 'GET /api/health', () => ({ status: 502 }), 'It answered 502, and not in the words of Switchboard.'],
    [
      'health',
      'GET /api/health',
      () => ({ status: 301, headers: { location: 'https://x/' } }),
      'It answered 301 and points to https://x/.',
    ],
    ['readiness', 'GET /readyz', refusal(503, 'It is stopping.'), 'It is stopping.'],
    ['search', 'GET /api/phonebook/search', refusal(403, lacks('phonebook:read')), lacks('phonebook:read')],
    ['post', 'POST /api/conversations', () => 'cut', 'The connection broke before the answer: socket hang up.'],
    [
      'read back',
      'GET /api/analytics/history',
      (n) => (n === 0 ? refusal(403, lacks('analytics:read'))() : undefined),
      lacks('analytics:read'),
    ],
    [
      'read back',
      'GET /api/analytics/history',
      (n) => (n === 0 ? { status: 200, body: shown('a?') } : undefined),
      'The log shows the turn with other words than were sent.',
    ],
    [
      'read back',
      'GET /api/analytics/history',
      (n) => (n === 0 ? { status: 200, body: shown('a', 2) } : undefined),
      'The turn was posted once and the log shows it 2 times.',
    ],
  ])('%s, %s', async (step, route, answer, sentence) => {
    instead[route] = answer;
    const { sentences, bad } = await tried();
    expect(bad).toEqual([step]);
    expect(sentences[step]).toBe(sentence);
    expect(turns.size).toBe(0);
  });

  test('a turn that appears late is waited for', async () => {
    instead['GET /api/analytics/history'] = (n) => (n < 2 ? { status: 200, body: { conversations: [] } } : undefined);
    expect((await tried()).bad).toEqual([]);
  });
});

test('what cannot be taken away is said, with its session', async () => {
  instead['DELETE /api/conversations'] = refusal(404, 'There is no such turn of this key.');
  instead['GET /api/analytics/history'] = (n) => (n === 0 ? undefined : refusal(503, 'The database did not answer.')());
  const { sentences, bad } = await tried();
  expect(bad).toEqual(['take away', 'read back gone']);
  expect(sentences['take away']).toBe('There is no such turn of this key.');
});

test.each([
  [
    'refused by its key',
    refusal(403, 'This API key lacks the scope conversations:write.'),
    'This API key lacks the scope conversations:write.',
  ],
  [
    'not built',
    refusal(501, 'This version does not answer this call yet.'),
    'This version does not answer this call yet.',
  ],
  [
    'invalid',
    (): Answer => ({
      status: 422,
      body: {
        accepted: 0,
        duplicates: 0,
        results: [{ event_id: null, status: 'invalid', error: 'session_id: too long.' }],
      },
    }),
    'The turn was refused: session_id: too long.',
  ],
])('a post that is %s says so', async (_, answer, sentence) => {
  instead['POST /api/conversations'] = answer;
  expect((await tried()).sentences.post).toBe(sentence);
});

test('a turn that surely is not there is not looked for', async () => {
  instead['POST /api/conversations'] = refusal(401, 'This API key is unknown, revoked or past its day.');
  const { sentences, bad } = await tried();
  expect(bad).toEqual(['post', 'read back', 'take away', 'read back gone']);
  expect(sentences['take away']).toBe('No turn was posted, so there is none.');
  expect(calls.has('DELETE /api/conversations')).toBe(false);
});

describe('the command', () => {
  const run = (...parameters: string[]) =>
    spawnSync(process.execPath, ['--conditions=react-server', 'scripts/cli.ts', 'smoke', ...parameters], {
      cwd: repositoryRoot,
      encoding: 'utf8',
    });
  const nowhere = 'http://127.0.0.1:1';

  test('ends with 1 when a step is bad, a line each', () => {
    const { status, stdout } = run(nowhere, '--key', 'sb_test');
    expect(status).toBe(1);
    expect(stdout.split('\n')[0]).toMatch(/^bad {3}health: It cannot be reached: connect ECONNREFUSED/);
    expect(stdout.trim().split('\n')).toHaveLength(7);
  });

  test('prints one object with --json', () => {
    const { stdout } = run(nowhere, '--key', 'sb_test', '--json');
    const step = z.object({ step: z.string(), state: z.literal('bad'), sentence: z.string(), milliseconds: z.int() });
    const answer = z.strictObject({
      ok: z.literal(false),
      url: z.literal(nowhere),
      session: z.string(),
      steps: z.array(step).length(7),
    });
    expect(answer.safeParse(JSON.parse(stdout)).error).toBeUndefined();
  });

  test.each([[[nowhere]], [['--key', 'sb_test']], [['switchboard', '--key', 'sb_test']], [[nowhere, '--key', 'a b']]])(
    'takes %j for wrong usage',
    async (parameters) => {
      const program = commandLine();
      const quiet = { writeErr: () => {} };
      for (const command of everyCommand(program)) command.configureOutput(quiet);
      await expect(program.parseAsync(['smoke', ...parameters], { from: 'user' })).rejects.toThrow(CommanderError);
    },
  );
});
