/** npm passes on a Ctrl+C that the terminal has sent us already: signals this close together are one wish. */
const SAME_WISH_MS = 700;

/**
 * The first SIGTERM, SIGINT or SIGHUP stops everything in order and exits with 0; a later one ends it by force. A reader
 * of our output that goes away does not end us.
 */
export function onSignals(parts: { stop(): Promise<void>; kill(): void }): void {
  let first: number | undefined;
  const receive = () => {
    if (first !== undefined) {
      if (Date.now() - first < SAME_WISH_MS) return;
      parts.kill();
      process.exit(1);
    }
    first = Date.now();
    process.stdout.write('Stopping.\n');
    parts.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        parts.kill();
        process.exit(1);
      },
    );
  };
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, receive);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
