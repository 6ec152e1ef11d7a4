import { type ImportField, importFields, isImportField, type Mapping } from '#lib/imports/fields.ts';
import { foldHeader } from '#lib/imports/guess.ts';
import { fail, ok, type Result } from '#lib/result.ts';

/**
 * Lays what was said over what was guessed: `Phone=telephone`, `#4=email` for the fourth column, `Fax=-` to leave one
 * out. A field that is given to a column is taken from the one that was guessed for it.
 */
export function applyMapOptions(
  header: readonly string[],
  guessed: Mapping,
  options: readonly string[],
): Result<Mapping> {
  const mapping: (ImportField | null)[] = [...guessed];
  for (const option of options) {
    const cut = option.lastIndexOf('=');
    const name = option.slice(0, cut);
    const field = option.slice(cut + 1).trim();
    const column = cut < 1 ? -1 : columnOf(header, name);
    if (column < 0) return fail('invalid', `“${option}” names no column of the file: ${header.join(', ')}.`);
    if (field !== '-' && !isImportField(field))
      return fail(
        'invalid',
        `“${field}” is no field. The fields are ${importFields.join(', ')}, or - to leave a column out.`,
      );
    const wanted = field === '-' ? null : field;
    if (wanted !== null && mapping.includes(wanted)) mapping[mapping.indexOf(wanted)] = null;
    mapping[column] = wanted;
  }
  return ok(mapping);
}

function columnOf(header: readonly string[], name: string): number {
  const position = /^#(\d+)$/.exec(name)?.[1];
  if (position !== undefined) return Number(position) <= header.length ? Number(position) - 1 : -1;
  const exact = header.indexOf(name);
  return exact >= 0 ? exact : header.findIndex((one) => foldHeader(one) === foldHeader(name));
}
