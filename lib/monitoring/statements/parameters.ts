import { z } from 'zod';
import { countOf, formatCount } from '#lib/count.ts';

/** Parameters of a run that are described; of those beyond only the number is kept. */
export const MOST_DESCRIBED = 20;
const LONGEST_INSTANT = 40;
const dates = /^\d{4}-\d\d-\d\d$/;
const instants = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?$/;

/** The only words that may ever be kept of a parameter: its kind, and how long it is. */
const shapeSchema = z
  .string()
  .regex(
    /^(?:null|true or false|number|date|date and time|object|integer, \d{1,2} digits?|(?:array of|bytes,) [\d,]{1,13}|text, (?:no|[\d,]{1,13}) characters?)$/,
  );

/** The parameters of one run of a statement without their values: how many there were, and the shapes of the first. */
export const parametersSchema = z.object({
  count: z.int().nonnegative(),
  shapes: z.array(shapeSchema).max(MOST_DESCRIBED),
});
export type Parameters = z.infer<typeof parametersSchema>;

/** What may be said of parameters as they are sent: no value, and no part of one. */
export function parametersOf(values: readonly unknown[]): Parameters {
  return { count: values.length, shapes: values.slice(0, MOST_DESCRIBED).map(shapeOfValue) };
}

function shapeOfValue(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return 'true or false';
  if (typeof value === 'string') return shapeOfText(value);
  if (typeof value === 'bigint') return integer(String(value));
  if (typeof value === 'number') return Number.isSafeInteger(value) ? integer(String(value)) : 'number';
  if (value instanceof Date) return 'date and time';
  if (Array.isArray(value)) return `array of ${formatCount(value.length)}`;
  return ArrayBuffer.isView(value) ? `bytes, ${formatCount(value.byteLength)}` : 'object';
}

function shapeOfText(text: string): string {
  if (text.length <= LONGEST_INSTANT && dates.test(text)) return 'date';
  if (text.length <= LONGEST_INSTANT && instants.test(text)) return 'date and time';
  return `text, ${countOf(text.length, 'character', 'characters')}`;
}

function integer(digits: string): string {
  const { length } = digits.replace('-', '');
  return length > 20 ? 'number' : `integer, ${countOf(length, 'digit', 'digits')}`;
}
