import { z } from 'zod';
import { views } from '#lib/phonebook/organisation.ts';
import type { SearchParams } from '#lib/phonebook/params.ts';
import { holdable } from '#lib/phonebook/text.ts';

export const LONGEST_TYPED = 200;

const paramsSchema = z.object({
  q: z
    .string()
    .transform((value) => holdable(value).slice(0, LONGEST_TYPED).toWellFormed())
    .catch(''),
  view: z.enum(views).catch('division'),
});

export type OrganisationParams = z.infer<typeof paramsSchema>;

/** The state of the organisation's page from its address; what cannot be read takes its default. */
export function parseOrganisationParams(search: SearchParams): OrganisationParams {
  return paramsSchema.parse({ q: [search.q].flat()[0], view: [search.view].flat()[0] });
}

/** The address of the organisation's page. */
export function organisationHref({ q, view }: OrganisationParams): string {
  const search = new URLSearchParams();
  if (q.trim() !== '') search.set('q', q);
  if (view !== 'division') search.set('view', view);
  const query = search.toString();
  return query === '' ? '/phonebook/departments' : `/phonebook/departments?${query}`;
}
