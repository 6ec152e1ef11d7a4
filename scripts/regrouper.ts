// Groups all questions anew for the worker, which starts it for one re-cluster: no database, no socket, nothing but the channel to its
// parent. It ends when it has said what it found, and with its parent.
import { constants, setPriority } from 'node:os';
import { type Layer, regroupAll } from '#lib/questions/grouping/regroup-all.ts';
import { tell } from '#server/core/tell.ts';
import { changedNeighbours, LayerBuilder } from '#server/questions/grouper/layer.ts';
import { type Finding, type Order, orderSchema } from '#server/questions/grouper/regroup-exchange.ts';

const GROUPS_AT_ONCE = 200;
const REPORT_EVERY_MS = 1_000;

setPriority(constants.priority.PRIORITY_LOW);
process.on('disconnect', () => process.exit(1));
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => {});

const builders = new Map<string, LayerBuilder>();
const layers: Layer[] = [];
const asked = new Map<number, number>();
const before = new Map<number, number>();

process.on('message', (message) => obey(orderSchema.parse(message)));

function obey(order: Order): void {
  if (order.kind === 'texts') {
    for (const [place, id] of order.ids.entries()) {
      asked.set(id, order.asked[place] ?? 0);
      before.set(id, order.groups[place] ?? 0);
    }
    const builder = builders.get(order.model) ?? new LayerBuilder(order.model);
    builders.set(order.model, builder);
    builder.add(order);
  } else if (order.kind === 'space') {
    const built = builders.get(order.model)?.build(order.mean, reporter());
    if (built !== undefined) layers.push(built);
  } else void group(order);
}

async function group({ rulings, pinned }: Extract<Order, { kind: 'go' }>): Promise<void> {
  for (const layer of layers) for (const found of changedNeighbours(layer)) await say(found);
  await say({ kind: 'progress', step: 'groups', done: 0, total: asked.size });
  const { groups, gone } = regroupAll(layers, {
    rulings,
    before,
    pinned: new Set(pinned),
    asked: (text) => asked.get(text) ?? 0,
  });
  for (let at = 0; at < groups.length; at += GROUPS_AT_ONCE)
    await say({
      kind: 'groups',
      groups: groups.slice(at, at + GROUPS_AT_ONCE).map(({ members, ...portrait }) => ({
        ...portrait,
        texts: Float64Array.from(members, ({ text }) => text),
        likeness: Float32Array.from(members, ({ likeness }) => likeness),
        nearest: Float64Array.from(members, ({ nearest }) => nearest ?? 0),
      })),
    });
  const spaces = layers.map(({ model, space, texts }) => ({ model, mean: space.mean, texts: texts.length }));
  await say({ kind: 'done', spaces, gone, memory: process.resourceUsage().maxRSS * 1024 });
  process.exit(0);
}

function reporter(): (done: number, total: number) => void {
  let next = 0;
  return (done, total) => {
    if (performance.now() < next) return;
    next = performance.now() + REPORT_EVERY_MS;
    void say({ kind: 'progress', step: 'neighbours', done, total });
  };
}

function say(finding: Finding): Promise<void> {
  return new Promise((resolve) => tell(process, finding, resolve));
}
