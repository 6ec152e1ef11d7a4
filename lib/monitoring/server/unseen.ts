import type { ServerSample } from './sample.ts';

/** What the server itself is told not to tell, in words: without it other parts measure zeros, and do not know. */
export function unseenOfServer({ rights }: Pick<ServerSample, 'rights'>): string[] {
  return [
    ...(rights.trackActivities === 'off' ? ['what sessions do'] : []),
    ...(rights.trackCounts === 'off' ? ['how tables and indexes are used'] : []),
  ];
}
