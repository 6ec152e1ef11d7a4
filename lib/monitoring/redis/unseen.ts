import type { RedisSample } from './sample.ts';

/** That it does not answer is seen. */
const AWAY = 'redis:away';

/** What of Redis may not be read, in words; nothing of one that is not there or does not answer. */
export function unseenOfRedis({ figures }: Pick<RedisSample, 'figures'>): string[] {
  if (figures === null) return [];
  return [
    ...(figures.sizesUnseen === null ? [] : ['what fills Redis']),
    ...(figures.slowUnseen === null ? [] : ['slow commands of Redis']),
  ];
}

/** Of the keys that were blamed: those of a Redis that does not answer. Nobody knows whether what it was blamed for is over. */
export function heldOfRedis({ link }: Pick<RedisSample, 'link'>, blamed: readonly string[]): string[] {
  return link.state === 'away' ? blamed.filter((key) => key.startsWith('redis:') && key !== AWAY) : [];
}
