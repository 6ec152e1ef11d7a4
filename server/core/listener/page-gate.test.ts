import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isPage, PageGate } from '#server/core/listener/page-gate.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Asks for `count` pages; what each was told, once it was told. */
function ask(gate: PageGate, count: number) {
  return Array.from({ length: count }, () => {
    const response = new EventEmitter() as unknown as ServerResponse;
    const page: { told?: boolean; close(): void } = { close: () => void response.emit('close') };
    void gate.enter(response).then((admitted) => {
      page.told = admitted;
    });
    return page;
  });
}

const told = (pages: { told?: boolean }[]) => pages.map((page) => page.told ?? null);

it('draws three at once while the loop is busy, the next when one is done, in the order asked', async () => {
  const pages = ask(new PageGate(() => 1), 5);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told(pages)).toEqual([true, true, true, null, null]);
  pages[1]?.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(told(pages)).toEqual([true, true, true, true, null]);
});

it('lets more in, one after the other, while pages only wait for the database', async () => {
  const pages = ask(new PageGate(() => 0.1), 5);
  await vi.advanceTimersByTimeAsync(25);
  expect(told(pages)).toEqual([true, true, true, true, null]);
  await vi.advanceTimersByTimeAsync(25);
  expect(told(pages)).toEqual([true, true, true, true, true]);
});

/** A gate beside so many posts a second, and how busy the loop is. */
function besidePosts(perSecond: number, busy: { now: number }) {
  const began = performance.now();
  return new PageGate(
    () => busy.now,
    () => (perSecond * (performance.now() - began)) / 1_000,
  );
}

it('begins a page beside many posts only when the loop had room after the last, or none was begun for long', async () => {
  const busy = { now: 1 };
  const gate = besidePosts(1_500, busy);
  await vi.advanceTimersByTimeAsync(1_000);
  const pages = ask(gate, 5);
  await vi.advanceTimersByTimeAsync(24);
  expect(told(pages)).toEqual([null, null, null, null, null]);
  await vi.advanceTimersByTimeAsync(1);
  expect(told(pages)).toEqual([true, null, null, null, null]);
  pages[0]?.close();
  await vi.advanceTimersByTimeAsync(225);
  expect(told(pages)).toEqual([true, null, null, null, null]);
  await vi.advanceTimersByTimeAsync(25);
  expect(told(pages)).toEqual([true, true, null, null, null]);
  busy.now = 0.5;
  await vi.advanceTimersByTimeAsync(50);
  expect(told(pages)).toEqual([true, true, true, true, null]);
});

it('takes a burst for no more than it is', async () => {
  let posts = 0;
  const gate = new PageGate(
    () => 1,
    () => posts,
  );
  await vi.advanceTimersByTimeAsync(10_000);
  posts = 3;
  const pages = ask(gate, 3);
  await vi.advanceTimersByTimeAsync(0);
  expect(told(pages)).toEqual([true, true, true]);
  posts = 40;
  await vi.advanceTimersByTimeAsync(25);
  pages[0]?.close();
  const more = ask(gate, 1);
  await vi.advanceTimersByTimeAsync(0);
  expect(told(more)).toEqual([true]);
});

it('lets few posts be few, and forgets many a second after they ended', async () => {
  const few = besidePosts(50, { now: 1 });
  await vi.advanceTimersByTimeAsync(1_000);
  const beside = ask(few, 4);
  await vi.advanceTimersByTimeAsync(0);
  expect(told(beside)).toEqual([true, true, true, null]);

  let posts = 0;
  const gate = new PageGate(
    () => 1,
    () => posts,
  );
  posts = 10_000;
  await vi.advanceTimersByTimeAsync(500);
  const pages = ask(gate, 6);
  await vi.advanceTimersByTimeAsync(975);
  expect(told(pages).filter(Boolean)).toHaveLength(4);
  await vi.advanceTimersByTimeAsync(50);
  for (const page of pages.slice(0, 3)) page.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(told(pages).filter(Boolean)).toHaveLength(6);
});

it('gives up whom nobody waits for any more, and who waited twenty seconds', async () => {
  const pages = ask(new PageGate(() => 1), 6);
  pages[3]?.close();
  await vi.advanceTimersByTimeAsync(19_000);
  expect(told(pages)).toEqual([true, true, true, false, null, null]);
  pages[0]?.close();
  await vi.advanceTimersByTimeAsync(1_100);
  expect(told(pages)).toEqual([true, true, true, false, true, false]);
});

it('is free again when all are done', async () => {
  const gate = new PageGate(() => 1);
  for (const page of ask(gate, 4)) page.close();
  await vi.advanceTimersByTimeAsync(0);
  const again = ask(gate, 3);
  await vi.advanceTimersByTimeAsync(0);
  expect(told(again)).toEqual([true, true, true]);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(25);
  expect(vi.getTimerCount()).toBe(0);
});

it('knows pages from files, programs and streams', () => {
  expect(['/', '/phonebook', '/conversations/abc', '/settings/audit'].filter(isPage)).toHaveLength(4);
  const others = [
    '/_next/static/a.js',
    '/api/phonebook/search',
    '/icon.svg',
    '/conversations/tail',
    '/phonebook/export',
  ];
  expect([...others, '/phonebook/import/7/rejected'].filter(isPage)).toEqual([]);
});
