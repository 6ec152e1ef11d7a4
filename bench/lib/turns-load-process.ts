// Posts turns in a process of its own, so that it shares no event loop with what it measures and can be niced:
// `node turns-load-process.ts PLAN NICE` prints a line when measuring begins and the report as the last.
import { setPriority } from 'node:os';
import { postLoad } from './turns-load.ts';

const [plan = '', nice = '0'] = process.argv.slice(2);
setPriority(Number(nice));
const report = await postLoad(JSON.parse(plan), () => process.stdout.write('begun\n'));
process.stdout.write(`${JSON.stringify(report)}\n`);
