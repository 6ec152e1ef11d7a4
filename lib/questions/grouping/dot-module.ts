// The inner loop of all that is slow in grouping, as a WebAssembly module of a few hundred bytes: eight dot products at a time,
// four floats at once. It is written here instruction by instruction (WebAssembly 2.0, chapter 5), so that nothing has to be compiled.

const I32 = 0x7f;
const V128 = 0x7b;
const ACROSS = 4;
const DOWN = 2;

// Parameters: where the rows of a and b lie, how many, bytes a row, where the table goes.
const [A, B, COUNT_A, COUNT_B, STRIDE, OUT] = [0, 1, 2, 3, 4, 5];
const [ROW_A, ROW_B, AT, CELL] = [6, 7, 8, 9];
const PLACE_A = [10, 11, 12, 13];
const PLACE_B = [14, 15];
const SUMS = [16, 17, 18, 19, 20, 21, 22, 23];
const VALUES_B = [24, 25];
const VALUE_A = 26;

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const constant = (value: number) => [0x41, value];
const ADD = [0x6a];
const MULTIPLY = [0x6c];
const LESS = [0x49];
const LOAD = [0xfd, 0x00, 0x02, 0x00];
const ADD_FOUR = [0xfd, 0xe4, 0x01];
const MULTIPLY_FOUR = [0xfd, 0xe6, 0x01];
const ADD_FLOATS = [0x92];
const END = [0x0b];
const zero = [0xfd, 0x0c, ...Array.from({ length: 16 }, () => 0)];
const store = (offset: number) => [0x38, 0x02, offset];
const lane = (place: number) => [0xfd, 0x1f, place];

const grow = (local: number, by: readonly number[]) => [...get(local), ...by, ...ADD, ...set(local)];

/** Runs the body, and again while `local` is less than `most`: at least once. */
const loop = (local: number, most: number, body: readonly number[]) => [
  ...[0x03, 0x40],
  ...body,
  ...get(local),
  ...get(most),
  ...LESS,
  ...[0x0d, 0x00],
  ...END,
];

const rowsBegin = [
  ...get(A),
  ...get(ROW_A),
  ...get(STRIDE),
  ...MULTIPLY,
  ...ADD,
  ...set(PLACE_A[0] ?? 0),
  ...PLACE_A.slice(1).flatMap((place) => [...get(place - 1), ...get(STRIDE), ...ADD, ...set(place)]),
  ...get(B),
  ...get(ROW_B),
  ...get(STRIDE),
  ...MULTIPLY,
  ...ADD,
  ...set(PLACE_B[0] ?? 0),
  ...PLACE_B.slice(1).flatMap((place) => [...get(place - 1), ...get(STRIDE), ...ADD, ...set(place)]),
];

const sumsBegin = [...SUMS.flatMap((sum) => [...zero, ...set(sum)]), ...constant(0), ...set(AT)];

const step = [
  ...PLACE_B.flatMap((place, down) => [
    ...get(place),
    ...LOAD,
    ...set(VALUES_B[down] ?? 0),
    ...grow(place, constant(16)),
  ]),
  ...PLACE_A.flatMap((place, across) => [
    ...get(place),
    ...LOAD,
    ...set(VALUE_A),
    ...grow(place, constant(16)),
    ...VALUES_B.flatMap((value, down) => {
      const sum = SUMS[across * DOWN + down] ?? 0;
      return [...get(sum), ...get(VALUE_A), ...get(value), ...MULTIPLY_FOUR, ...ADD_FOUR, ...set(sum)];
    }),
  ]),
  ...grow(AT, constant(16)),
];

const laneSum = (sum: number) => [
  ...[...get(sum), ...lane(0)],
  ...[1, 2, 3].flatMap((place) => [...get(sum), ...lane(place), ...ADD_FLOATS]),
];

const cellsEnd = [
  ...get(OUT),
  ...[...get(ROW_A), ...get(COUNT_B), ...MULTIPLY, ...get(ROW_B), ...ADD, ...constant(4), ...MULTIPLY],
  ...ADD,
  ...set(CELL),
  ...PLACE_A.flatMap((_, across) => [
    ...PLACE_B.flatMap((__, down) => [...get(CELL), ...laneSum(SUMS[across * DOWN + down] ?? 0), ...store(4 * down)]),
    ...grow(CELL, [...get(COUNT_B), ...constant(4), ...MULTIPLY]),
  ]),
];

const body = [
  // Ten places more of 32 bits, eleven of four floats.
  ...[2, 10, I32, 11, V128],
  ...[...constant(0), ...set(ROW_A)],
  ...loop(ROW_A, COUNT_A, [
    ...[...constant(0), ...set(ROW_B)],
    ...loop(ROW_B, COUNT_B, [
      ...rowsBegin,
      ...sumsBegin,
      ...loop(AT, STRIDE, step),
      ...cellsEnd,
      ...grow(ROW_B, constant(DOWN)),
    ]),
    ...grow(ROW_A, constant(ACROSS)),
  ]),
  ...END,
];

const section = (id: number, content: readonly number[]) => [id, ...unsigned(content.length), ...content];
const name = (text: string) => [text.length, ...Array.from(text, (sign) => sign.charCodeAt(0))];

/** Rows of a in its loop and rows of b: tables are made for multiples of these. */
export const tile = { across: ACROSS, down: DOWN };

/**
 * A module that exports `table(a, b, countA, countB, stride, out)` over the memory `m.m` it is given: the dot products of rows
 * of `stride` bytes, a multiple of 16, as countA × countB floats.
 */
export const dotModule = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...section(1, [1, 0x60, 6, I32, I32, I32, I32, I32, I32, 0]),
  ...section(2, [1, ...name('m'), ...name('m'), 0x02, 0x00, 1]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...name('table'), 0x00, 0]),
  ...section(10, [1, ...unsigned(body.length), ...body]),
]);

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}
