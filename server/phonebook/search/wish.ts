/** What somebody looks for: a text, and the filters that hold besides. */
export type SearchWish = {
  text: string;
  deleted: boolean;
  department: string | null;
  designation: string | null;
  division: string | null;
  kind: string | null;
  /** ISO alpha-2: how a number without a prefix is read. */
  country: string;
};
