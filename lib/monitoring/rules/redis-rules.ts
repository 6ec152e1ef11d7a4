import { PERCENT, type Rule } from './rule.ts';

/** What is told of Redis and LightRAG. */
export const redisRules = {
  'redis.away': {
    group: 'Redis and LightRAG',
    label: 'Redis does not answer',
    words: 'It is configured, and no answer comes.',
    warn: { holdSeconds: 4 },
    source: 'Ours: two samples',
  },
  'redis.evicting': {
    group: 'Redis and LightRAG',
    label: 'Redis evicts keys',
    words: 'Any key that was evicted because its memory is full.',
    warn: { holdSeconds: 60 },
    source: 'Ours: a cache that loses a key now and then does what it is for',
  },
  'redis.washed_out': {
    group: 'Redis and LightRAG',
    label: 'Redis is washed out',
    words: 'Keys evicted within one sample, of all there are, in two samples running.',
    unit: '%',
    bounds: [0.1, 100],
    warn: { limit: 2, holdSeconds: 4 },
    source: 'Ours: at that pace it holds nothing of a minute ago',
  },
  'redis.refusing': {
    group: 'Redis and LightRAG',
    label: 'Redis refuses writes',
    words: 'Writes that it refused because its memory is full and it may evict nothing.',
    crit: { holdSeconds: 0 },
    source: 'Ours: any',
  },
  'redis.hit_rate': {
    group: 'Redis and LightRAG',
    label: 'Redis finds less than usual',
    words: 'How far its hit rate is below the median of its minutes of 7 days, in points of 100.',
    unit: 'points',
    bounds: PERCENT,
    warn: { limit: 20, holdSeconds: 60 },
    source: 'Ours: a quiet hour takes less away',
  },
  'redis.rejecting': {
    group: 'Redis and LightRAG',
    label: 'Redis turns clients away',
    words: 'Connections that it refused in the last minute.',
    warn: { holdSeconds: 0 },
    source: 'awesome-prometheus-alerts: any',
  },
  'lightrag.away': {
    group: 'Redis and LightRAG',
    label: 'LightRAG does not answer',
    words: 'Its address is set, and its health is not told.',
    warn: { holdSeconds: 20 },
    source: 'Ours: two samples',
  },
} as const satisfies Record<string, Rule>;
