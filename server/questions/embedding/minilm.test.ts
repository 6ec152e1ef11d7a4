import { expect, test } from 'vitest';
import { cosine } from '#lib/questions/grouping/vectors.ts';
import { loadMinilm } from './minilm.ts';

// The example of the sentence-transformers documentation, which states .6660, .1046 and .1411.
test('it is the model it says it is', { timeout: 120_000 }, async () => {
  const loaded = await loadMinilm();
  if (!loaded.ok) throw new Error(loaded.message);
  const { id, dims, embed } = loaded.value;
  expect([id, dims]).toEqual(['minilm-l6-v2', 384]);
  const [weather, sunny, stadium] = await embed([
    'The weather is lovely today.',
    "It's so sunny outside!",
    'He drove to the stadium.',
  ]);
  if (weather === undefined || sunny === undefined || stadium === undefined) throw new Error('Three vectors expected.');
  expect(cosine(weather, weather)).toBeCloseTo(1, 4);
  expect(cosine(weather, sunny)).toBeCloseTo(0.6659, 3);
  expect(cosine(weather, stadium)).toBeCloseTo(0.1046, 3);
  expect(cosine(sunny, stadium)).toBeCloseTo(0.1412, 3);
});

test('more texts than one call may hold come back in their order', async () => {
  const calls: number[] = [];
  const loaded = await loadMinilm(async () => ({
    id: 'made-up',
    engine: {
      name: 'made-up',
      dimensions: 1,
      embed: async (texts) => {
        calls.push(texts.length);
        return texts.map((text) => [Number(text)]);
      },
    },
  }));
  if (!loaded.ok) throw new Error(loaded.message);
  calls.length = 0;
  const texts = Array.from({ length: 40 }, (_, place) => String(place));
  const vectors = await loaded.value.embed(texts);
  expect(vectors.map(([value]) => String(value))).toEqual(texts);
  expect(calls).toEqual([16, 16, 8]);
});

test('absent packages are said, not thrown', async () => {
  const loaded = await loadMinilm(async () => {
    throw new Error("Cannot find package '@lat.md/embed' imported from /srv/switchboard/minilm.ts");
  });
  expect(loaded).toEqual({
    ok: false,
    code: 'unavailable',
    message:
      "The sentence model cannot be loaded: Cannot find package '@lat.md/embed'. Install its packages with npm ci and start again.",
  });
});
