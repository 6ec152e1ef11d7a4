import 'server-only';
import { z } from 'zod';
import { type Quality, qualitySchema } from '#lib/conversations/answers/detectors.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { cache } from '#server/core/cache/cache.ts';
import { prisma } from '#server/core/db/prisma.ts';

const SECONDS = 60;

/**
 * How each detector, and all of them together in their order, compare with what people said: precision is `right` of
 * `said`, recall `right` of `failures`. Only turns that people judged count. A minute old at most.
 */
export async function getQuality(actor: Actor): Promise<Quality> {
  requirePermission(actor, 'conversations.read');
  return cache().remember(
    'conversations.quality',
    { tags: [], ttlSeconds: SECONDS, shape: qualitySchema },
    readQuality,
  );
}

async function readQuality(): Promise<Quality> {
  const rows = await prisma().$queryRaw`
    with judged as (
      select s.human_state = 'unanswered' as failed, s.sentinel is not null as sentinel, coalesce(c.is_answered = 0, false) as reported,
        coalesce(s.phrase_state = 'unanswered', false) as phrases, coalesce(s.behaviour_state = 'unanswered', false) as behaviour,
        coalesce(case when s.sentinel is not null then 'unanswered' end::turn_state,
          case when c.reported_explicitly then case c.is_answered when 0 then 'unanswered' else 'answered' end end::turn_state, s.phrase_state,
          case when c.is_answered is not null then case c.is_answered when 0 then 'unanswered' else 'answered' end end::turn_state,
          s.behaviour_state, 'answered') = 'unanswered' as together
      from conversation_states s join conversations c on c.id = s.id and c.created_at = s.created_at where s.human_state is not null
    ), said as (
      select d.place, d.detector, count(*) filter (where d.says)::float8 as said, count(*) filter (where d.says and j.failed)::float8 as "right"
      from judged j cross join lateral (values (1, 'sentinel', j.sentinel), (2, 'reported', j.reported), (3, 'phrases', j.phrases), (4, 'behaviour', j.behaviour), (5, 'together', j.together)) as d (place, detector, says)
      group by 1, 2
    )
    select (select count(*)::float8 from judged) as judged, (select count(*) filter (where failed)::float8 from judged) as failures,
      coalesce((select json_agg(json_build_object('detector', detector, 'said', said, 'right', "right") order by place) from said), '[]') as detectors`;
  return z.tuple([qualitySchema]).parse(rows)[0];
}
