'use client';

import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import { z } from 'zod';
import { BusyRing } from '#components/ui/busy-ring.tsx';
import { FileDrop } from '#components/ui/file-drop.tsx';
import { batchHref } from '#lib/imports/params.ts';

const answer = z.union([z.object({ batch: z.number() }), z.object({ detail: z.string() })]);

/** Where a file is dropped. It goes to the server as it is, and its own page opens. */
export function UploadPanel() {
  const router = useRouter();
  const [failure, setFailure] = useState<string>();
  const [busy, start] = useTransition();
  const upload = (file: File) =>
    start(async () => {
      setFailure(undefined);
      const result = await send(file);
      if ('batch' in result) router.push(batchHref(result.batch));
      else setFailure(result.detail);
    });
  return (
    <div className="flex flex-col gap-3">
      <FileDrop
        accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
        hint="CSV with any column names, up to 200 MB. Nothing changes before you have seen what would."
        disabled={busy}
        onFile={upload}
      />
      {busy && (
        <p role="status" className="flex items-center gap-2 text-ink-2">
          <BusyRing /> The file is on its way.
        </p>
      )}
      {failure !== undefined && (
        <p role="alert" className="text-crit">
          {failure}
        </p>
      )}
    </div>
  );
}

async function send(file: File): Promise<z.infer<typeof answer>> {
  try {
    const response = await fetch(`/api/imports?name=${encodeURIComponent(file.name)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
    });
    return answer.parse(await response.json());
  } catch {
    return { detail: 'The file did not arrive. Check the connection and drop it again.' };
  }
}
