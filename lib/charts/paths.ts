/** One place of a line: x and y in the units of the drawing; y is null where nothing is known. */
export type Place = { x: number; y: number | null };
/** One place of a band. */
export type BandPlace = { x: number; low: number | null; high: number | null };

type Known = { x: number; y: number };

/** The longest stretches without a gap. */
export function runsOf<T, K extends T>(items: readonly T[], isKnown: (item: T) => item is K): K[][] {
  const runs: K[][] = [];
  let open: K[] | null = null;
  for (const item of items) {
    if (!isKnown(item)) {
      open = null;
      continue;
    }
    if (open === null) {
      open = [];
      runs.push(open);
    }
    open.push(item);
  }
  return runs;
}

/** The `d` of a line that is broken, never bridged, where a value is missing. */
export function linePath(places: readonly Place[]): string {
  return runsOf(places, isKnown)
    .filter((run) => run.length > 1)
    .map((run) => `M${run.map(pair).join('L')}`)
    .join('');
}

/** Values with a gap on both sides: no line can show them, so they are drawn as dots. */
export function lonePlaces(places: readonly Place[]): Known[] {
  return runsOf(places, isKnown).flatMap((run) => (run.length === 1 ? run : []));
}

/** The `d` of a filled band between low and high, broken where either is missing; a lone one is `width` wide. */
export function bandPath(places: readonly BandPlace[], width: number): string {
  return runsOf(places, isKnownBand)
    .map((run) => widened(run, width))
    .map((run) => {
      const there = run.map(({ x, high }) => pair({ x, y: high }));
      const back = run.map(({ x, low }) => pair({ x, y: low })).reverse();
      return `M${[...there, ...back].join('L')}Z`;
    })
    .join('');
}

/** The `d` of the ground under a line, down to `floor`, broken with it. */
export function areaPath(places: readonly Place[], floor: number): string {
  return bandPath(
    places.map(({ x, y }) => ({ x, low: y === null ? null : floor, high: y })),
    0,
  );
}

type KnownBand = { x: number; low: number; high: number };

function widened(run: KnownBand[], width: number): KnownBand[] {
  const [only] = run;
  if (run.length !== 1 || only === undefined) return run;
  return [
    { ...only, x: only.x - width / 2 },
    { ...only, x: only.x + width / 2 },
  ];
}

function isKnown(place: Place): place is Known {
  return place.y !== null;
}

function isKnownBand(place: BandPlace): place is KnownBand {
  return place.low !== null && place.high !== null;
}

function pair({ x, y }: Known): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
