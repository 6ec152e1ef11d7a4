import type { Fault } from './fault.ts';
import { lockFaults } from './lock-faults.ts';
import { poolFaults } from './pool-faults.ts';
import { redisFaults } from './redis-faults.ts';
import { statementFaults } from './statement-faults.ts';
import { storageFaults } from './storage-faults.ts';
import { workerFaults } from './worker-faults.ts';

/** Every fault, in the order in which they are struck. */
export const faults: readonly Fault[] = [
  ...poolFaults,
  ...lockFaults,
  ...redisFaults,
  ...statementFaults,
  ...storageFaults,
  ...workerFaults,
];
