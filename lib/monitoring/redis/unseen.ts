import type { RedisSample } from './sample.ts';

/** What of Redis may not be read, in words; nothing of one that is not there or does not answer. */
export function unseenOfRedis({ figures }: Pick<RedisSample, 'figures'>): string[] {
  if (figures === null) return [];
  return [
    ...(figures.sizesUnseen === null ? [] : ['what fills Redis']),
    ...(figures.slowUnseen === null ? [] : ['slow commands of Redis']),
  ];
}
