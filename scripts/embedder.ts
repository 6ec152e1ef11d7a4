// Turns questions into vectors for the worker, which starts it when texts wait: no database, no socket, nothing but the
// channel to its parent. It ends by itself after a while without work, and with its parent.
import { constants, setPriority } from 'node:os';
import { tell } from '#server/core/tell.ts';
import { type EmbeddingReply, requestSchema } from '#server/questions/embedding/exchange.ts';
import { loadMinilm } from '#server/questions/embedding/minilm.ts';

const idleMs = Number(process.argv[2]);

setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
process.on('disconnect', () => process.exit(0));
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => {});

const loaded = await loadMinilm();
if (loaded.ok) serve(loaded.value);
else reply({ kind: 'unavailable', message: loaded.message }, () => process.exit(0));

function serve({ id: model, dims, embed }: Extract<typeof loaded, { ok: true }>['value']): void {
  const idle = setTimeout(() => process.exit(0), idleMs);
  process.on('message', async (message) => {
    const { id, texts } = requestSchema.parse(message);
    const rows = await embed(texts);
    const vectors = new Float32Array(rows.length * dims);
    for (const [place, row] of rows.entries()) vectors.set(row, place * dims);
    idle.refresh();
    reply({ kind: 'vectors', id, vectors });
  });
  reply({ kind: 'ready', model, dims });
}

function reply(message: EmbeddingReply, sent?: () => void): void {
  tell(process, message, sent);
}
