import type { MouseEvent } from 'react';

/**
 * Whether a click on a row opens beside the list what the row's link leads to: a plain one of the mouse, in a window of at least this
 * width (in rem). Asked before the link is. Enter on a focused link follows it; a clicked one does not keep the focus, for Enter is of
 * the list then.
 */
export function opensBeside(event: MouseEvent, fromRem: number): boolean {
  const isPlain = event.detail > 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  if (!isPlain || !window.matchMedia(`(min-width: ${fromRem}rem)`).matches) return false;
  if (event.target instanceof Element && event.target.closest('button, a:not([data-open])')) return false;
  event.preventDefault();
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  return true;
}
