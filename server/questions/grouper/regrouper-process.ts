import 'server-only';
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { bareEnvironment } from '#server/core/env.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { type Done, type Finding, findingSchema, type Order } from './regroup-exchange.ts';

/** Memory of its objects, megabytes; vectors and neighbours, 2 kB a text, lie beside them. */
const HEAP_MB = 600;

type Hear = (finding: Exclude<Finding, { kind: 'done' }>) => Promise<void>;

/**
 * The process of one re-cluster. `tell` waits until an order is taken, so that no more than a portion is held here; what it
 * finds is heard one after the other.
 */
export class RegrouperProcess {
  readonly #child: ChildProcess;
  readonly #ended = Promise.withResolvers<Done>();
  #heard: Promise<unknown> = Promise.resolve();

  constructor(hear: Hear, signal: AbortSignal) {
    this.#child = fork(join(repositoryRoot, 'scripts', 'regrouper.ts'), {
      cwd: repositoryRoot,
      env: bareEnvironment(),
      execArgv: ['--conditions=react-server', `--max-old-space-size=${HEAP_MB}`],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    this.#ended.promise.catch(() => {});
    this.#child.on('message', (message) => this.#hear(findingSchema.parse(message), hear));
    this.#child.on('error', (error) => this.#ended.reject(error));
    this.#child.on('exit', (code, ended) =>
      this.#ended.reject(
        new Error(`The process that groups anew ended before it was done (${ended ?? `code ${code}`}).`),
      ),
    );
    signal.addEventListener('abort', () => this.kill(), { once: true });
  }

  /** @throws Error when the process has ended */
  async tell(order: Order): Promise<void> {
    const told = new Promise<void>((resolve, reject) =>
      this.#child.send(order, (error) => (error === null ? resolve() : reject(error))),
    );
    await Promise.race([told, this.#ended.promise]);
  }

  /** Its last word, when all else was heard. @throws Error when it ended before */
  async done(): Promise<Done> {
    const last = await this.#ended.promise;
    await this.#heard;
    return last;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #hear(finding: Finding, hear: Hear): void {
    if (finding.kind === 'done') {
      this.#ended.resolve(finding);
      return;
    }
    this.#heard = this.#heard.then(() => hear(finding));
    this.#heard.catch((error) => {
      this.#ended.reject(error);
      this.kill();
    });
  }
}
