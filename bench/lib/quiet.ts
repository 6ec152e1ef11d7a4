// Imported first: the log is made when it is first imported, and its lines would be measured too.
import { setEnvironment } from '#server/core/env.ts';

setEnvironment({ LOG_LEVEL: 'silent' });
