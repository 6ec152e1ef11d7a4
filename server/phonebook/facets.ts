import 'server-only';
import { type FacetName, type Facets, facetNames } from '#lib/phonebook/contact.ts';
import type { PhonebookParams } from '#lib/phonebook/params.ts';

/**
 * The facets of a list, those with a filter in force counted as if it were off, so that the number beside each value is
 * what choosing it gives. @param facets with all filters on @param count the facets under other filters
 */
export async function facetsAround(
  params: PhonebookParams,
  facets: Facets,
  count: (wider: PhonebookParams) => Promise<Facets>,
): Promise<Facets> {
  const around = { ...facets };
  const widen = async (name: FacetName) => {
    const isChosen = ({ value }: { value: string }) => value === params[name];
    const wider = (await count({ ...params, [name]: null }))[name];
    // A search ends at its best hits: of the value chosen, the list itself may hold more than the wider one does.
    const values = [...wider.filter((one) => !isChosen(one)), ...facets[name].filter(isChosen)];
    around[name] = values.sort((a, b) => b.count - a.count);
  };
  await Promise.all(facetNames.filter((name) => params[name] !== null).map(widen));
  return around;
}
