// Starts the product, visits it and ends it, all within the network that this process is in. Prints what it saw as JSON.
import { once } from 'node:events';
import { startProduct } from './product.ts';

const [directory = ''] = process.argv.slice(2);
const product = startProduct({ SWITCHBOARD_DATA_DIR: directory });
const url = await product.ready();
const status = async (path: string) => (await fetch(new URL(path, url), { redirect: 'manual' })).status;
const seen = { live: await status('/livez'), ready: await status('/readyz'), login: await status('/login') };
process.stdout.write(`${JSON.stringify({ ...seen, setup: /\/setup\?token=\S+/.test(product.said()) })}\n`);
// Whoever started us looks at the database meanwhile.
await once(process.stdin, 'data');
process.stdout.write(`${JSON.stringify(await product.stop())}\n`);
process.exit(0);
