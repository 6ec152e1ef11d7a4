import { LampGlyph } from '#components/ui/lamp.tsx';
import { Time } from '#components/ui/time.tsx';
import { type LampState, lampWords } from '#lib/lamps.ts';
import type { RedisSample } from '#lib/monitoring/redis/sample.ts';

type LinkProps = { sample: RedisSample; zone: string; isStale: boolean };

/** Whether Redis and LightRAG answer, a line each. */
export function LinkLine({ sample: { link, figures, lightrag }, zone, isStale }: LinkProps) {
  return (
    <>
      {link.state === 'unset' && (
        <Line state="blind" name="Redis">
          REDIS_URL is not set. Each process caches for itself, which is enough for one server.
        </Line>
      )}
      {link.state === 'away' && (
        <Line state={isStale ? 'stale' : 'warn'} name="Redis">
          It has been away since <Time value={link.since} zone={zone} />: {sentence(link.reason)} It costs speed alone:
          each process caches for itself meanwhile.
        </Line>
      )}
      {link.state === 'ready' && (
        <Line state={isStale ? 'stale' : 'ok'} name="Redis">
          Version {figures?.version}, answers since <Time value={link.since} zone={zone} />.
        </Line>
      )}
      <LightragLine lightrag={lightrag} isStale={isStale} />
    </>
  );
}

function LightragLine({ lightrag, isStale }: { lightrag: RedisSample['lightrag']; isStale: boolean }) {
  if (lightrag.status === 'not_configured')
    return (
      <Line state="blind" name="LightRAG">
        LIGHTRAG_URL is not set, so its health is not known.
      </Line>
    );
  if (lightrag.status === 'healthy')
    return (
      <Line state={isStale ? 'stale' : 'ok'} name="LightRAG">
        It answers in {lightrag.latencyMs ?? 0} ms.
      </Line>
    );
  return (
    <Line state={isStale ? 'stale' : 'warn'} name="LightRAG">
      It does not answer: {sentence(lightrag.reason ?? 'nothing came within 1 s')} The chatbot finds only what is
      cached.
    </Line>
  );
}

function Line({ state, name, children }: { state: LampState; name: string; children: React.ReactNode }) {
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-start gap-x-3 border-b border-line px-5 py-2.5">
      <p className="flex items-center gap-2 font-medium">
        <LampGlyph state={state} word={lampWords[state]} />
        {name}
      </p>
      <p className="max-w-prose wrap-anywhere">{children}</p>
    </div>
  );
}

function sentence(reason: string): string {
  return reason.replace(/\.?$/, '.');
}
