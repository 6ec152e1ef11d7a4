import 'server-only';
import { EmbedderProcess } from './embedder-process.ts';

let made: EmbedderProcess | undefined;

/** The one embedder of this process: the worker's. Nothing starts before texts are to be embedded. */
export function sharedEmbedder(): EmbedderProcess {
  made ??= new EmbedderProcess();
  return made;
}
