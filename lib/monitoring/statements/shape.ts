import { tidyText } from './text.ts';

const values =
  /'…'|…|(?<![\w$.])\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?(?![\w$])|\$\d+|(?<![\w$.])(?<!\bis |\bnot |\bdefault |\bset )(?:true|false|null)(?![\w$])/gi;

/**
 * What a statement's text has in common on both sides of the line: as it is sent, with values in it or `$1` for them, and as
 * pg_stat_statements keeps it, with `$1` for all of them and, from version 18 on, one for a list of them. Not meant to be read.
 */
export function shapeOf(text: string): string {
  return tidyText(text)
    .replaceAll(values, '?')
    .replaceAll(/\s*([(),=<>+\-*/|;])\s*/g, '$1')
    .replaceAll(/(?<=[(,=<>])-\?/g, '?')
    .replaceAll(/\?(?:,\?)+/g, '?')
    .replace(/;+$/, '');
}
