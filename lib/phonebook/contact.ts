import { z } from 'zod';
import { kinds, type NumberField } from '#lib/phonebook/fields.ts';

/** The entry as the chatbot and its scripts know it: the fields of the contract, to the letter. */
export const employeeSchema = z.object({
  id: z.int(),
  employee_id: z.string().nullable(),
  full_name: z.string(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  designation: z.string().nullable(),
  department: z.string().nullable(),
  division: z.string().nullable(),
  email: z.string().nullable(),
  telephone: z.string().nullable(),
  pabx: z.string().nullable(),
  ip_phone: z.string().nullable(),
  mobile: z.string().nullable(),
  group_email: z.string().nullable(),
});
export type Employee = z.infer<typeof employeeSchema>;

/** The entry with what the console adds. Times are ISO strings in UTC. */
export const contactSchema = employeeSchema.extend({
  kind: z.enum(kinds),
  notes: z.string().nullable(),
  source: z.string().nullable(),
  version: z.int(),
  updated_at: z.string().nullable(),
  deleted_at: z.string().nullable(),
});
export type Contact = z.infer<typeof contactSchema>;

/**
 * Why a hit was found: the field that matched, and how in words. `word` is the word of the entry that matched as the
 * index spells it (lower case, no accents), `letters` how many of its letters from the start did (absent: all); for
 * number fields `word` is the run of digits found.
 */
export const reasonSchema = z.object({
  field: z.string(),
  reason: z.string(),
  word: z.string().optional(),
  letters: z.int().optional(),
});
export type Reason = z.infer<typeof reasonSchema>;

/** A word of a search and what it was taken for, such as `a name, close or by sound`. */
export type ReadAs = { word: string; as: string };

/** Who fits a search: `score` orders, `confidence` is between 0 and 1; both are 1 where nothing was searched. */
export type Hit = Contact & { score: number; confidence: number; why: Reason[] };

/** What a telephone dials for each number of an entry: `tel:` addresses. */
export type Dials = Partial<Record<NumberField, string>>;

/** A row of the list. */
export type ContactRow = Hit & { dials: Dials };

export type FacetName = 'department' | 'designation' | 'division' | 'kind';
export const facetNames = ['department', 'designation', 'division', 'kind'] as const satisfies readonly FacetName[];
export type Facets = Record<FacetName, { value: string; count: number }[]>;

/** One page of the list. `about`: total is counted at most a minute ago; `least`: there are more than that. */
export type ContactPage = {
  rows: ContactRow[];
  total: number;
  totalIs: 'exact' | 'about' | 'least';
  page: number;
  pages: number;
  facets: Facets;
  /** `nearest`: nobody is close enough to the search, and the rows are the nearest guesses. */
  closeness: 'close' | 'nearest';
  /** How each word of the search was read; empty where there is nothing to tell. */
  readAs: ReadAs[];
  /** Time in the server, in milliseconds. */
  tookMs: number;
};

/** One change of an entry, newest first in a history. */
export type Revision = {
  id: string;
  version: number;
  operation: 'created' | 'changed' | 'deleted' | 'restored' | 'removed';
  changes: { field: string; before: string | null; after: string | null }[];
  /** Who: a person's or key's name, `plain SQL as bot`, a part of the product. */
  actor: string;
  batch: number | null;
  at: string;
};

/** What an operator found wrong in an entry. */
export type EntryReport = {
  id: number;
  contact: { id: number; full_name: string; deleted: boolean } | null;
  field: string | null;
  message: string;
  reportedBy: string;
  at: string;
};
