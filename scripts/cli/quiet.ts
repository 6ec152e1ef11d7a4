// Imported first: log lines would stand between a command's own output, which other programs read.
import { setEnvironment } from '#server/core/env.ts';

setEnvironment({ LOG_LEVEL: 'silent' });
