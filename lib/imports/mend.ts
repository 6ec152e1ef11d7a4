import { decodeHTMLStrict } from 'entities';
import type { ImportField } from '#lib/imports/fields.ts';
import { spreadsheetUnquote } from '#lib/spreadsheet.ts';

/** Each rule with the sentence that a report shows. */
export const mendRules = {
  nul: 'NUL signs were taken out.',
  quote: 'The quotes an export puts before = + - @ were taken off.',
  space: 'Space around a cell was taken off.',
  entity: 'HTML entities became the signs they stand for.',
  dash: 'A cell of dashes counts as empty.',
  none: 'A cell that says none counts as empty, in ids, e-mails and numbers.',
} as const;
export type MendRule = keyof typeof mendRules;

const prose = new Set<ImportField>([
  'full_name',
  'first_name',
  'middle_name',
  'last_name',
  'suffix',
  'designation',
  'department',
  'division',
  'notes',
]);
const NONE = /^(none|null|nil|n\/?a|n\.a\.|#n\/a)$/i;

/**
 * A cell as it is kept, and the rules that changed it. Numbers stay as typed. Nobody's name is lost: `None` and `Null`
 * are surnames, so those words count as empty in ids, e-mails and numbers only.
 */
export function mendCell(field: ImportField, cell: string): { value: string; rules: MendRule[] } {
  const rules: MendRule[] = [];
  const step = (rule: MendRule, before: string, after: string) => {
    if (after !== before) rules.push(rule);
    return after;
  };
  let value = cell;
  if (value.includes('\0')) value = step('nul', value, value.replaceAll('\0', ''));
  if (value.includes("'")) value = step('quote', value, spreadsheetUnquote(value));
  value = step('space', value, value.trim());
  if (prose.has(field) && value.includes('&')) value = step('entity', value, decodeEntities(value).trim());
  if (/^[-–—]+$/.test(value)) value = step('dash', value, '');
  if (!prose.has(field) && NONE.test(value)) value = step('none', value, '');
  return { value, rules };
}

/** `&amp;amp;` was escaped twice; three rounds are more than anybody has seen. A bare `AT&T` stays. */
function decodeEntities(text: string): string {
  let value = text;
  for (let round = 0; round < 3 && value.includes('&'); round += 1)
    value = decodeHTMLStrict(value).replaceAll('\0', '');
  return value;
}
