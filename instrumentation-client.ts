// Runs in the browser before any code of ours: zod would try out `new Function`, which the content policy reports.
import { config } from 'zod';

config({ jitless: true });
