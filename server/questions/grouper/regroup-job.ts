import 'server-only';
import { systemActor } from '#server/core/auth/actor.ts';
import { actorOfJob } from '#server/core/auth/job-actor.ts';
import { defineJob } from '#server/core/jobs/define.ts';
import { sharedEmbedder } from '#server/questions/embedding/shared.ts';
import { regroupQuestions } from './regroup.ts';
import { regroupQueue } from './regroup-ask.ts';
import { setSpelling } from './spelling-in-use.ts';

/** Groups all questions anew: every night, when enough new ones have come, or for whoever asked. */
export const regroupJob = defineJob({
  ...regroupQueue,
  async run({ actor }, signal) {
    const asking = actor === undefined ? systemActor('worker') : await actorOfJob(actor);
    const regrouped = await regroupQuestions(asking, sharedEmbedder(), signal);
    if (regrouped !== null) setSpelling(regrouped.spelling);
  },
});
