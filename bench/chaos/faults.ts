import { setTimeout as sleep } from 'node:timers/promises';
import { pick, sampleOf } from '#lib/random.ts';
import { type Point, points } from './proxy.ts';
import type { Stage } from './stage.ts';

/** An insert under load comes within milliseconds; after this long the point was not reached. */
const REACHED_WITHIN_MS = 20_000;
const LONGEST_OUTAGE_MS = 1_500;

export type Fault = {
  name: string;
  /** The web process must live through it. */
  webLives: boolean;
  /** Every post must be answered in the time allowed while it lasts. */
  answers: boolean;
  /** Does it, and brings back what the product cannot bring back itself. @returns what went wrong, in sentences */
  strike(stage: Stage, random: () => number): Promise<string[]>;
};

/**
 * The faults of one cycle in an order of its own: the web killed, Postgres killed and the link cut, each at another named
 * point, a kill at random, and a hang or a storm of restarts. Three cycles bring each kind to each point.
 */
export function faultsOf(cycle: number, hangMs: number, random: () => number): Fault[] {
  const pointAt = (shift: number): Point => points[(cycle + shift) % points.length] ?? 'before the insert';
  const atRandom = [killAtRandom('web'), killAtRandom('postgres'), killAtRandom('both')];
  const faults = [
    atPoint('web', pointAt(0)),
    atPoint('postgres', pointAt(1)),
    atPoint('link', pointAt(2)),
    atRandom[cycle % atRandom.length] ?? killAtRandom('web'),
    cycle % 2 === 0 ? hang(hangMs) : restartStorm(),
  ];
  return sampleOf(faults, faults.length, random);
}

const subjects = { web: 'web killed', postgres: 'Postgres killed', link: 'link cut' } as const;

function atPoint(subject: keyof typeof subjects, point: Point): Fault {
  return {
    name: `${subjects[subject]} ${point}`,
    webLives: subject !== 'web',
    answers: false,
    async strike(stage, random) {
      stage.findWeb();
      stage.postgres.look();
      const blow = {
        web: () => stage.killWeb(),
        postgres: () => stage.postgres.kill(),
        // The proxy cuts it by itself.
        link: () => {},
      };
      const reached = stage.proxy.arm(point, blow[subject]).then(() => true);
      const late = new AbortController();
      const struck = await Promise.race([reached, sleep(REACHED_WITHIN_MS, false, { signal: late.signal })]);
      late.abort();
      if (!struck) {
        stage.proxy.disarm();
        return [`No insert came to this point within ${REACHED_WITHIN_MS / 1000} s.`];
      }
      if (subject === 'postgres') await bringBack(stage, random);
      return [];
    },
  };
}

function killAtRandom(subject: 'web' | 'postgres' | 'both'): Fault {
  const names = { web: 'web', postgres: 'Postgres', both: 'web and Postgres' };
  return {
    name: `${names[subject]} killed at random`,
    webLives: subject === 'postgres',
    answers: false,
    async strike(stage, random) {
      stage.findWeb();
      stage.postgres.look();
      await sleep(random() * 700);
      if (subject !== 'postgres') stage.killWeb();
      if (subject === 'web') return [];
      stage.postgres.kill();
      await bringBack(stage, random);
      return [];
    },
  };
}

function hang(ms: number): Fault {
  return {
    name: `Postgres stopped for ${ms / 1000} s`,
    webLives: true,
    answers: true,
    async strike(stage) {
      stage.postgres.hang();
      await sleep(ms);
      stage.postgres.goOn();
      return [];
    },
  };
}

/** An orderly stop, a kill of the supervisor, and kills of web and Postgres, each under load and right after the other. */
function restartStorm(): Fault {
  return {
    name: 'restart storm',
    webLives: false,
    answers: false,
    async strike(stage, random) {
      const steps = sampleOf(['SIGTERM', 'SIGKILL', 'both'] as const, 3, random);
      const wrong: string[] = [];
      for (const step of [...steps, pick(steps, random())]) {
        await stage.webIsUp();
        if (step === 'both') wrong.push(...(await killAtRandom('both').strike(stage, random)));
        else {
          const code = await stage.restartProduct(step);
          if (step === 'SIGTERM' && code !== 0) wrong.push(`An orderly stop ended with code ${code}.`);
        }
      }
      return wrong;
    },
  };
}

/** Somebody starts Postgres again after a while: posts in between find it gone. */
async function bringBack(stage: Stage, random: () => number): Promise<void> {
  await sleep(random() * LONGEST_OUTAGE_MS);
  await stage.postgres.restart();
}
