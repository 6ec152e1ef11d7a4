/** Above this share of the entries, or above this many, a whole-directory import stops until the number is confirmed. From issue 2. */
export const FUSE_SHARE = 0.1;
export const FUSE_COUNT = 50;

/**
 * Whether the fuse trips.
 * @param missing live entries that are not in the file
 * @param live entries the file speaks for, before the import
 */
export function fuseTrips(missing: number, live: number): boolean {
  return missing > FUSE_COUNT || missing > live * FUSE_SHARE;
}
