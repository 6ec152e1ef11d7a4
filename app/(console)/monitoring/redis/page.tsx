import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { AnswersPanel } from '#components/monitoring/redis/answers-panel.tsx';
import { RedisBoard } from '#components/monitoring/redis/redis-board.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { roleMay } from '#lib/roles.ts';
import type { Actor, UserActor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { env } from '#server/core/env.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { getMonitoring } from '#server/monitoring/answer.ts';
import { getAnswerCache } from '#server/monitoring/lightrag/passes.ts';

export const metadata: Metadata = { title: 'Redis' };

export default async function RedisPage() {
  const actor = await requireActor('monitoring.read');
  const zone = await getViewerZone();
  return (
    <>
      <PageHead title="Redis" note="Our cache, what else it holds, and the chatbot's cached answers." />
      <RedisBoard initial={getMonitoring(actor, ['redis'])} zone={zone} />
      {env().REDIS_URL !== undefined && (
        <Panel name="Cached answers of LightRAG" rows={3}>
          <Answers actor={actor} zone={zone} />
        </Panel>
      )}
    </>
  );
}

async function Answers({ actor, zone }: { actor: Actor & UserActor; zone: string }) {
  const cache = await getAnswerCache(actor);
  return <AnswersPanel initial={cache} zone={zone} canAct={roleMay(actor.role, 'monitoring.act')} />;
}
