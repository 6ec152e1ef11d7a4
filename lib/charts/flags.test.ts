import { describe, expect, it } from 'vitest';
import { flagsWithin, placeFlags } from './flags.ts';

const flags = [
  { at: 26.3, label: 'Rule en-07 added' },
  { at: 9.4, label: 'Chatbot 2.4' },
];

describe('flags on the top edge', () => {
  it('stand from left to right, a late one with its label to the left', () => {
    expect(placeFlags(flags, 30, 810).map(({ label, side, written }) => ({ label, side, written }))).toEqual([
      { label: 'Chatbot 2.4', side: 'right', written: true },
      { label: 'Rule en-07 added', side: 'left', written: true },
    ]);
  });

  it('keep a label to themselves that would cover another', () => {
    expect(placeFlags(flags, 30, 200).map(({ written }) => written)).toEqual([true, false]);
  });

  it('do not write over the next flag', () => {
    const close = [
      { at: 1, label: 'One that takes long' },
      { at: 2, label: 'Two' },
    ];
    expect(placeFlags(close, 30, 800).map(({ written }) => written)).toEqual([false, true]);
  });

  it('belong to the bucket they fall into', () => {
    expect(flagsWithin(flags, 9)).toEqual(['Chatbot 2.4']);
    expect(flagsWithin(flags, 10)).toEqual([]);
  });
});
