// Plain JavaScript, loaded before anything else: an old Node cannot even read the TypeScript that follows.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `Switchboard needs Node 24 and found ${process.version}. npm brings it along: run "npm ci" without --ignore-scripts, ` +
      'or mend an install made with it by "npm rebuild node", and start with "npm start".\n',
  );
  process.exit(1);
}
