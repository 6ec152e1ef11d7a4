import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { RulesTable } from '#components/monitoring/rules/rules-table.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { VerdictLine } from '#components/ui/verdict-line.tsx';
import { roleMay } from '#lib/roles.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { findRules } from '#server/monitoring/rules/rules.ts';

export const metadata: Metadata = { title: 'Rules' };

export default async function RulesPage() {
  const actor = await requireActor('monitoring.read');
  const canEdit = roleMay(actor.role, 'alerts.edit');
  return (
    <>
      <PageHead
        title="Rules"
        note={`From which values on something is to blame. ${canEdit ? 'A change holds with the next sample.' : 'An admin can change them.'}`}
      />
      <Panel name="Rules" rows={20}>
        <Rules actor={actor} canEdit={canEdit} />
      </Panel>
    </>
  );
}

async function Rules({ actor, canEdit }: { actor: Actor; canEdit: boolean }) {
  const rules = await findRules(actor);
  const off = rules.filter(({ isOn }) => !isOn).map(({ label }) => label);
  return (
    <>
      {off.length > 0 && (
        <VerdictLine tone="blind">
          Nothing is told, here or by alert, of what is switched off: {off.join(', ')}.
        </VerdictLine>
      )}
      <RulesTable rules={rules} canEdit={canEdit} />
      <p className="px-5 py-4 text-small text-ink-3">
        That Postgres does not answer, or that the worker is gone, is told whatever is set here.
      </p>
    </>
  );
}
