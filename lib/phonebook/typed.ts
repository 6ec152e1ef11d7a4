/** What stands in the search box while the address has yet to follow, and the addresses it was typed over. */
export type Typed = { text: string; over: readonly string[] };

/** The box after another key. @param address the search in the address as the page last saw it */
export function withKey(typed: Typed | undefined, address: string, text: string): Typed {
  return { text, over: [...new Set([...(typed?.over ?? []), address])] };
}

/** Before we write `search` into the address: when it arrives, what was typed meanwhile still holds. */
export function beforeWriting(typed: Typed | undefined, search: string): Typed | undefined {
  return typed && { ...typed, over: [...new Set([...typed.over, search])] };
}

/** Whether the box is ahead of the address. An address that we did not write, as a link's, wins over what was typed. */
export function isAhead(typed: Typed | undefined, address: string): typed is Typed {
  return typed !== undefined && typed.text !== address && typed.over.includes(address);
}
