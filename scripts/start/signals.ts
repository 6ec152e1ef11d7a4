/**
 * The first SIGTERM, SIGINT or SIGHUP stops everything in order and exits with 0; a second one ends it by force. A
 * reader of our output that goes away does not end us.
 */
export function onSignals(parts: { stop(): Promise<void>; kill(): void }): void {
  let signals = 0;
  const receive = () => {
    signals += 1;
    if (signals > 1) {
      parts.kill();
      process.exit(1);
    }
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
