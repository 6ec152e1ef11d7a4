/** Someone of the same department: who, what tells them apart there, and the number. */
export type Neighbour = { id: number; name: string; note: string | null; number: string | null };

/** Who sits near an entry. `department` is null where none is known; `total` counts it whole, `least`: more than that. */
export type Neighbours = {
  department: string | null;
  total: number;
  totalIs: 'exact' | 'least';
  near: Neighbour[];
};
