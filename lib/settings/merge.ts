import type { SettingName, Settings } from './schema.ts';

/** What a form holds of some settings: as they were shown to it, as it wants them, and as they are stored by now. */
export type SettingsForm = { names: readonly SettingName[]; shown: Settings; wanted: Settings; now: Settings };

/**
 * The settings with what a form changed, and no more: what others did since they were shown stays. Of a list it is what was
 * added and taken away. `overtaken` names those that others set to something else meanwhile: theirs stand.
 */
export function mergeSettings({ names, shown, wanted, now }: SettingsForm): {
  merged: Record<SettingName, unknown>;
  overtaken: SettingName[];
} {
  const merged: Record<SettingName, unknown> = { ...now };
  const overtaken: SettingName[] = [];
  for (const name of names) {
    const [mine, seen, theirs] = [wanted[name], shown[name], now[name]];
    if (isSame(mine, seen) || isSame(mine, theirs)) continue;
    if (isSame(seen, theirs)) merged[name] = mine;
    else if (Array.isArray(mine) && Array.isArray(seen) && Array.isArray(theirs))
      merged[name] = mergeLists(mine, seen, theirs);
    else overtaken.push(name);
  }
  return { merged, overtaken };
}

function mergeLists(mine: readonly string[], seen: readonly string[], theirs: readonly string[]): string[] {
  const kept = theirs.filter((one) => mine.includes(one) || !seen.includes(one));
  return [...kept, ...mine.filter((one) => !seen.includes(one) && !theirs.includes(one))];
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
