'use client';

import { Download } from 'lucide-react';
import { useRecentPassword } from '#components/layout/password-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { RadioGroup } from '#components/ui/choice.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { allowRawExportAction } from '#server/conversations/actions.ts';

/** For who may see what is masked: exports the turns of the page, all its pages, as they are stored. */
export function RawExport({ csv, jsonl }: { csv: string; jsonl: string }) {
  const guarded = useRecentPassword();
  return (
    <ConfirmDialog
      trigger={<Button icon={<Download size={14} />}>As stored</Button>}
      title="Export as stored?"
      description="The file holds every turn of this search with e-mail addresses, numbers and other personal data in plain sight."
      confirm="Export"
      keep="Leave it"
      tone="primary"
      note="The audit log keeps that you exported it."
      onConfirm={async (fields) => {
        const allowed = await guarded(allowRawExportAction);
        // The answer is a file: the page stays.
        if (allowed.ok) window.location.assign(fields.get('format') === 'jsonl' ? jsonl : csv);
        return allowed;
      }}
    >
      <RadioGroup
        legend="Format"
        name="format"
        defaultValue="csv"
        options={[
          { value: 'csv', label: 'CSV' },
          { value: 'jsonl', label: 'JSONL, a JSON object a line' },
        ]}
      />
    </ConfirmDialog>
  );
}
