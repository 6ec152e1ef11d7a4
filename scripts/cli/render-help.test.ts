import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderCommands } from './render-help.ts';

it('docs/commands.md is what the help says; scripts/document-commands.ts writes it', () => {
  expect(readFileSync('docs/commands.md', 'utf8')).toBe(renderCommands());
});
