import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { takeCspReport } from '#server/core/http/csp-report.ts';
import { log } from '#server/core/log.ts';

const warn = vi.spyOn(log, 'warn');
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.advanceTimersByTime(61_000);
  vi.useRealTimers();
  warn.mockClear();
});

const post = (body: string) => takeCspReport(new Request('http://localhost/api/csp-report', { method: 'POST', body }));
const report = (facts: Record<string, unknown>) => JSON.stringify({ 'csp-report': facts });

it('logs what was refused and where, without the query', async () => {
  vi.setSystemTime(Date.now() + 120_000);
  await post(
    report({
      'document-uri': 'http://localhost/phonebook?q=martwick',
      'effective-directive': 'script-src-elem',
      'blocked-uri': 'inline',
    }),
  );
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ directive: 'script-src-elem', page: 'http://localhost/phonebook', blocked: 'inline' }),
  );
});

it.each([['not JSON'], ['{}'], ['[]'], [report({ 'document-uri': 7 })], ['x'.repeat(20_000)]])(
  'takes nothing from %.20s',
  async (body) => {
    await post(body);
    expect(warn).not.toHaveBeenCalled();
  },
);

it('does not let a flood fill the log', async () => {
  vi.setSystemTime(Date.now() + 240_000);
  for (let times = 0; times < 100; times += 1) await post(report({ 'blocked-uri': 'inline' }));
  expect(warn).toHaveBeenCalledTimes(30);
});
