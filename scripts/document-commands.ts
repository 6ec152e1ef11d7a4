// Writes docs/commands.md from the command line's own help.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '#server/core/paths.ts';
import { renderCommands } from './cli/render-help.ts';

writeFileSync(join(repositoryRoot, 'docs', 'commands.md'), renderCommands());
