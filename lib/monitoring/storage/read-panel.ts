import type { z } from 'zod';
import type { panelSchema } from '#lib/monitoring/message.ts';
import type { Panel } from '#lib/monitoring/panel.ts';

/** A panel as it travelled, with its value checked; one that is missing or of another version cannot be seen. */
export function panelOf<T extends z.ZodType>(
  schema: T,
  panel: z.infer<typeof panelSchema> | undefined,
  at: string,
): Panel<z.infer<T>> {
  if (panel?.state === 'blind') return panel;
  const value = schema.safeParse(panel?.value);
  if (panel !== undefined && value.success) return { ...panel, value: value.data };
  return {
    state: 'blind',
    at,
    reason: 'What the worker sent cannot be read by this page.',
    blinds: 'They are of two versions; once both are restarted it is known again.',
    mend: null,
  };
}
