/**
 * State that is one for the whole process. Pages, route handlers and our own server each load a file of ours anew: what one of them
 * keeps in a variable the others never see.
 * @param name of the state, the same wherever it is wanted
 * @param fresh what it begins as; the first to come makes it
 */
export function sharedAcrossBundles<T extends object>(name: string, fresh: T): T {
  const key = Symbol.for(`switchboard.${name}`);
  const existing: T | undefined = Reflect.get(globalThis, key);
  if (existing !== undefined) return existing;
  Reflect.set(globalThis, key, fresh);
  return fresh;
}
