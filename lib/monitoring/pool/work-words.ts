import type { PoolWork } from '#lib/monitoring/pool/figures.ts';

/**
 * What holds a connection, in words that can stand within a sentence: `Find contacts on /phonebook`, `the page /phonebook/[id]`,
 * `GET /phonebook/export`, `the job import.apply`.
 */
export function workWords({ route, operation }: Pick<PoolWork, 'route' | 'operation'>): string {
  if (operation !== null && route !== null) return `${actionWords(operation)} on ${pathOf(route)}`;
  if (operation !== null) return `the job ${operation}`;
  if (route === null) return 'unknown work';
  return route.startsWith('/') ? `the page ${route}` : route;
}

/** The same at the beginning of a line. */
export function workTitle(work: Pick<PoolWork, 'route' | 'operation'>): string {
  const words = workWords(work);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** For whom, as far as it can be said without a name. */
export function actorWords(actor: string | null): string {
  if (actor === null) return '';
  if (actor.startsWith('user:')) return 'one person';
  return actor.startsWith('key:') ? 'one API key' : '';
}

/** `findContactsAction` as `Find contacts`. */
function actionWords(name: string): string {
  const words = name
    .replace(/Action$/, '')
    .replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function pathOf(route: string): string {
  return route.slice(route.indexOf('/'));
}

const ID_CHARACTERS = 8;

/**
 * For whom a connection is held, by name where it is known: names are looked up when they are shown, never kept in a sample.
 * @param names by actor, `user:<id>` or `key:<id>`
 */
export function holderName({ route, operation, actor }: PoolWork, names: Readonly<Record<string, string>>): string {
  if (actor === null) {
    if (operation !== null && route === null) return 'Switchboard';
    return route === null ? 'unknown' : 'not known yet';
  }
  const [kind, id = ''] = actor.split(':', 2);
  const name = names[actor];
  if (kind === 'key') return `key ${name ?? id.slice(0, ID_CHARACTERS)}`;
  return name ?? `person ${id.slice(0, ID_CHARACTERS)}`;
}
