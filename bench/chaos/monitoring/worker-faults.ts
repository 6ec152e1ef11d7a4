import type { Fault } from './fault.ts';

/** A minute without a word, and what a look at the page takes. */
const WORKER_SECONDS = 65;

/** What happens to the worker itself, which only the web can tell. */
export const workerFaults: Fault[] = [
  {
    name: 'worker-hangs',
    limit: WORKER_SECONDS,
    async strike(stage) {
      const { worker } = stage;
      process.kill(worker, 'SIGSTOP');
      return {
        at: Date.now(),
        sentence: /worker/i,
        entry: [/said nothing/],
        heal: async () => void process.kill(worker, 'SIGCONT'),
      };
    },
  },
];
