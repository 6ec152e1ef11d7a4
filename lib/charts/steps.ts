/**
 * Where a key leads from bucket `from`: arrows to the next that can be followed, up and down by a row of `columns`, Home
 * and End to the first and last. Null when the key does not walk or there is nothing further that way.
 */
export function stepFrom(key: string, from: number, open: readonly boolean[], columns: number): number | null {
  if (key === 'Home') return known(open.indexOf(true));
  if (key === 'End') return known(open.lastIndexOf(true));
  const stride = strides(columns)[key];
  if (stride === undefined || !Number.isInteger(from)) return null;
  for (let index = from + stride; index >= 0 && index < open.length; index += stride) if (open[index]) return index;
  return null;
}

function strides(columns: number): Record<string, number | undefined> {
  return { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
}

function known(index: number): number | null {
  return index < 0 ? null : index;
}
