import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

const REDIS_SECONDS = 10;
const VALUE = 'x'.repeat(12_000);

/** Redis full of one program's keys, and Redis gone. */
export const redisFaults: Fault[] = [
  {
    name: 'redis-evicting',
    limit: REDIS_SECONDS,
    async strike(stage) {
      const client = stage.redis.client();
      for (let key = 0; key < 150; key += 1) await client.set(`session:${key}`, 'y'.repeat(1_000));
      const at = Date.now();
      let filling = true;
      const filled = (async () => {
        for (let key = 0; filling; key += 1) {
          await client.set(`bulk:${key}`, VALUE).catch(() => {});
          await sleep(20);
        }
      })();
      return {
        at,
        sentence: /bulk/,
        entry: [/evict|thr[eo]w/i],
        async heal() {
          filling = false;
          await filled;
          await client.flushall();
          client.disconnect();
        },
      };
    },
  },
  {
    name: 'redis-gone',
    limit: REDIS_SECONDS,
    async strike(stage) {
      await stage.redis.kill();
      return { at: Date.now(), sentence: /Redis/, heal: () => stage.redis.revive() };
    },
  },
];
