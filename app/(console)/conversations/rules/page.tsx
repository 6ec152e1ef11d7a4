import type { Metadata } from 'next';
import { Suspense } from 'react';
import { Applied } from '#components/conversations/rules/applied.tsx';
import { Detectors } from '#components/conversations/rules/detectors.tsx';
import { RulesBoard } from '#components/conversations/rules/rules-board.tsx';
import { PageHead, PanelHead } from '#components/layout/page-head.tsx';
import { builtInRules } from '#lib/conversations/answers/built-in.ts';
import { ruleLanguages } from '#lib/conversations/answers/rule-change.ts';
import { roleMay } from '#lib/roles.ts';
import { getLastApplied } from '#server/conversations/evaluator/pass-report.ts';
import { getQuality } from '#server/conversations/evaluator/quality.ts';
import { getRules } from '#server/conversations/evaluator/rules.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';

export const metadata: Metadata = { title: 'Answer rules' };

const names = new Intl.DisplayNames('en', { type: 'language' });
const languages = ruleLanguages.map((code) => ({
  value: code,
  label: code === 'any' ? 'Any language' : (names.of(code) ?? code),
}));

export default async function RulesPage() {
  const actor = await requireActor('conversations.read');
  const canEdit = roleMay(actor.role, 'conversations.rules');
  const [rules, applied] = await Promise.all([getRules(actor), getLastApplied(actor)]);
  const builtIn = builtInRules.map(({ id, language, says, example }) => ({
    id,
    language,
    says,
    example,
    enabled: !rules.off.includes(id),
  }));
  return (
    <>
      <PageHead
        title="Answer rules"
        note={`By which a turn counts as answered. Version ${rules.version}${canEdit ? '' : '; an admin can change them'}.`}
      />
      {applied !== null && (
        <section aria-label="Last change" className="border-b border-line">
          <PanelHead title="Last change" note="applied to the turns there are" />
          <Applied key={applied.id} pass={applied} canEdit={canEdit} />
        </section>
      )}
      <section aria-label="Detectors">
        <PanelHead title="Detectors" note="the first that speaks decides" />
        <Suspense fallback={<p className="px-5 py-3 text-ink-3">Counting what people said…</p>}>
          <Quality actor={actor} />
        </Suspense>
      </section>
      <RulesBoard literals={rules.literals} builtIn={builtIn} languages={languages} canEdit={canEdit} />
    </>
  );
}

async function Quality({ actor }: { actor: Actor }) {
  return <Detectors quality={await getQuality(actor)} />;
}
