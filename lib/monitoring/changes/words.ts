import type { Change, ChangeKind } from './change.ts';

const kindWords: Record<ChangeKind, string> = {
  table: 'Table',
  column: 'Column',
  index: 'Index',
  constraint: 'Constraint',
  trigger: 'Trigger',
  function: 'Function',
  extension: 'Extension',
  setting: 'Setting',
  migration: 'Migration',
  server: 'Postgres',
  release: 'Switchboard',
  redis: 'Redis',
  process: 'Process',
};

/** What a kind of change is called on its own. */
export function kindWord(kind: ChangeKind): string {
  return kindWords[kind];
}

type Told = Pick<Change, 'kind' | 'name' | 'relation' | 'what' | 'before' | 'after'>;

/** `Index dropped: contacts_name_idx on contacts`, `Setting changed: work_mem`, `Process started: web`. */
export function changeTitle({ kind, name, relation, what, before, after }: Told): string {
  if (what === 'started') return kind === 'server' ? 'Postgres started' : `Process started: ${name}`;
  if (kind === 'server' || kind === 'redis' || kind === 'release')
    return `${kindWords[kind]} went from ${before ?? 'none'} to ${after ?? 'none'}`;
  if (kind === 'migration' && what === 'added') return `Migration applied: ${name}`;
  if (kind === 'setting' && what === 'added') return `Setting set: ${name}`;
  if (kind === 'setting' && what === 'dropped') return `Setting back to its default: ${name}`;
  return `${kindWords[kind]} ${what}: ${name}${relation === null ? '' : ` on ${relation}`}`;
}

/** The same within a sentence: `the index contacts_name_idx on contacts was dropped`. */
export function changeClause({ kind, name, relation, what, before, after }: Told): string {
  if (what === 'started') return kind === 'server' ? 'Postgres started' : `the process ${name} started`;
  if (kind === 'server' || kind === 'redis' || kind === 'release')
    return `${kindWords[kind]} went from ${before ?? 'none'} to ${after ?? 'none'}`;
  if (kind === 'migration' && what === 'added') return `the migration ${name} was applied`;
  if (kind === 'setting' && what === 'added')
    return `the setting ${name} was set${after === null ? '' : ` to ${after}`}`;
  if (kind === 'setting' && what === 'dropped') return `the setting ${name} went back to its default`;
  const on = relation === null ? '' : ` on ${relation}`;
  const values = kind === 'setting' && what === 'changed' && before !== null && after !== null;
  return `the ${kindWords[kind].toLowerCase()} ${name}${on} was ${what}${values ? ` from ${before} to ${after}` : ''}`;
}
