// The web process: our own HTTP server around Next, started by the supervisor.
import { createServer } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import next from 'next';
import type { MonitorMessage } from '#lib/monitoring/message.ts';
import { createIngest } from '#server/conversations/ingest/ingest.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { ensureSetupLink } from '#server/core/auth/setup-link.ts';
import { closeMonitorPool } from '#server/core/db/monitor-pool.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { env, isProduction, setOwnAddress } from '#server/core/env.ts';
import { markDraining, markUp } from '#server/core/health/readiness.ts';
import { createListener } from '#server/core/listener/listener.ts';
import { PageGate } from '#server/core/listener/page-gate.ts';
import { log } from '#server/core/log.ts';
import { captureConsole } from '#server/core/log-console.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { tell } from '#server/core/tell.ts';
import { watchWorker } from '#server/monitoring/alerts/watch-worker.ts';
import { recordStart } from '#server/monitoring/changes/starts.ts';
import { tellOfFailures } from '#server/monitoring/errors/tell.ts';
import { onWatched, receiveSample } from '#server/monitoring/latest.ts';
import { answerMetrics } from '#server/monitoring/metrics.ts';
import { tellOfPools } from '#server/monitoring/pool/tell.ts';
import { tellLookUps } from '#server/monitoring/redis/look-ups.ts';
import { tellRuns } from '#server/monitoring/statements/runs.ts';
import { flushSearchTimings } from '#server/phonebook/search/timings.ts';

const HEADERS_WITHIN_MS = 10_000;
/** Long enough for a large file over a slow line. */
const REQUEST_WITHIN_MS = 300_000;
const KEEP_ALIVE_MS = 65_000;
/** How long readiness says 503 before the door closes, so that a load balancer can see it. */
const NOTICE_MS = 300;
const LET_IN_WITHIN_MS = 1_500;
/** A turn of the event loop in which next to nothing was done. */
const QUIET_TURN_MS = 0.1;
/** How long what was let in last has for being read. */
const READ_WITHIN_MS = 300;
const DRAIN_WITHIN_MS = 3_500;

const { HOST, PORT, BASE_URL, TRUSTED_PROXY_COUNT, CORS_ORIGINS } = env();

if (isProduction) captureConsole();

const server = createServer({
  headersTimeout: HEADERS_WITHIN_MS,
  requestTimeout: REQUEST_WITHIN_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  connectionsCheckingInterval: 5_000,
  // Only the development server speaks WebSocket; an upgrade in production is an ordinary request.
  shouldUpgradeCallback: () => !isProduction,
});
// The pool is on globalThis before Next's bundle loads: both use this very one.
const pool = mainPool();
let workerWatch: { stop(): Promise<void> } | undefined;
const app = next({
  dev: !isProduction,
  dir: repositoryRoot,
  hostname: HOST,
  port: PORT,
  httpServer: isProduction ? undefined : server,
});

onSupervisor();
await Promise.all([app.prepare(), warm()]);
const handle = app.getRequestHandler();
const ingest = createIngest();
const listener = createListener({
  trustedProxies: TRUSTED_PROXY_COUNT,
  baseUrl: BASE_URL,
  corsOrigins: CORS_ORIGINS,
  next: (request, response) => handle(request, response),
  areas: { ...ingest, metrics: answerMetrics },
  pages: new PageGate(),
});
server.on('request', (request, response) => void listener(request, response));
server.on('error', (error) => {
  process.stderr.write(`The console cannot listen on ${HOST}:${PORT}: ${error.message}\n`);
  process.exit(1);
});
server.listen(PORT, HOST, async () => {
  setOwnAddress(`http://${reachable('127.0.0.1', '[::1]')}:${boundPort()}`);
  const setupPath = await setupLink();
  markUp();
  tell(process, { url: address(), setupPath });
  tellOfPools((message) => tell(process, message));
  tellOfFailures((message) => tell(process, message));
  workerWatch = watchWorker(systemActor('web'));
  await recordStart(systemActor('web'), 'web');
});

/** A database that is away does not keep the console from coming up: its pages say so. */
async function warm(): Promise<void> {
  try {
    await pool.warm();
  } catch (error) {
    log.warn({ event: 'pool.not_warmed', message: error instanceof Error ? error.message : String(error) });
  }
}

async function setupLink(): Promise<string | null> {
  try {
    return await ensureSetupLink();
  } catch (error) {
    log.error({ event: 'setup.link_failed', message: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

/** What people type: BASE_URL, else where we listen. */
function address(): string {
  if (BASE_URL !== undefined) return BASE_URL;
  return `http://${reachable('localhost', 'localhost')}:${boundPort()}`;
}

/** HOST as part of an address; what stands for every interface is replaced by a name of this machine. */
function reachable(everyIpv4: string, everyIpv6: string): string {
  if (HOST === '0.0.0.0') return everyIpv4;
  if (HOST === '::') return everyIpv6;
  return HOST.includes(':') ? `[${HOST}]` : HOST;
}

/** The port we listen on, also when PORT is 0 and the system chose it. */
function boundPort(): number {
  return (server.address() as AddressInfo).port;
}

/** The supervisor alone decides when we end; without it we do not go on. Signals to the whole group are its affair. */
function onSupervisor(): void {
  process.on('message', (message) => {
    if (message === 'stop') void stop();
    else receiveSample(message);
  });
  onWatched(() => tell(process, { to: 'worker', kind: 'watched' } satisfies MonitorMessage));
  tellLookUps((message) => tell(process, message));
  tellRuns((message) => tell(process, message));
  process.on('disconnect', () => process.exit(1));
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => {});
}

async function stop(): Promise<void> {
  markDraining();
  const force = setTimeout(() => server.closeAllConnections(), DRAIN_WITHIN_MS);
  await sleep(NOTICE_MS);
  await letIn();
  // Not http's own close: it takes a line whose request was not read yet for an idle one, and resets it.
  const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
  await sleep(READ_WITHIN_MS);
  server.closeIdleConnections();
  await closed;
  clearTimeout(force);
  await ingest.close();
  await app.close();
  await Promise.allSettled([flushSearchTimings(), workerWatch?.stop()]);
  await Promise.allSettled([pool.end(), closeMonitorPool()]);
  process.exit(0);
}

/**
 * Lets in who is knocking, until nobody does: who still knocks when the door closes is sent away with a reset. The event
 * loop lets in one a turn, and looks at the door before the rest of the turn: only after a turn without other work is what
 * it saw still so.
 */
async function letIn(): Promise<void> {
  let quietTurns = 0;
  const onConnection = () => {
    quietTurns = 0;
  };
  server.on('connection', onConnection);
  const until = performance.now() + LET_IN_WITHIN_MS;
  for (let began = performance.now(); quietTurns < 2 && began < until; ) {
    await new Promise((resolve) => setImmediate(resolve));
    const ended = performance.now();
    quietTurns = ended - began < QUIET_TURN_MS ? quietTurns + 1 : 0;
    began = ended;
  }
  server.off('connection', onConnection);
}
