import type { Command } from 'commander';
import { commandLine, everyCommand } from './command-line.ts';

const INTRODUCTION = `# Commands

Made from \`--help\` by \`node --conditions=react-server scripts/document-commands.ts\`; a test says when it is out of date.

| Command | What it does |
|---|---|
| \`npm start\` | Builds if there is no build of this source, starts the embedded Postgres when \`DATABASE_URL\` is unset, applies migrations and serves. Says \`Ready on http://…\` last. On the first start it prints a one-time link, good for 30 minutes, that makes the first admin. |
| \`npm run dev\` | The same with hot reload. |
| \`npm test\` | Everything that has to hold; see [testing.md](testing.md). |
| \`npm run check\` | The part of it that needs no browser and no database, in under a minute. |
| \`npm run bench\` | Benchmarks, as a table and as JSON. |
| \`npm run chaos -- ingest [--cycles N] [--seed N]\` | Faults under a load of posted turns, on a throw-away product of its own: kills of the web and of Postgres, at random and at named points of an insert, cut links, a Postgres that hangs, restarts. One line a fault, the figure last. Exit code 1 when an acknowledged turn is missing, one is there twice or a figure differs from the rows. |
| \`npm run chaos -- monitoring [name …] [--clean-minutes N]\` | Faults in a real server, judged on the rendered page in Chromium: is the true culprit first, after how many seconds, in which words; whether every page of monitoring answers within a second while a table is locked, the pool full or Postgres hangs (\`pages-in-time\`); then false alarms under a clean load. One line a fault, the figure last. Exit code 1 when more than one is missed, one is still told after it was mended, a page is late or silent, part of the clean load was never answered, or there is a false alarm. |
| \`npm run eval -- phonebook [--people CSV --aliases CSV]\` | How well the search finds real people, class by class, beside the seven steps it replaces. Exit code 1 when a gate is missed. |
| \`npm run eval -- gaps --log FILE --truth FILE [--intents FILE]\` | Plays a log whose failing intents are known again in the order of its times: when each is in the inbox of gaps, what stands on top at the end, what reopens a fix. Exit code 1 when a gate is missed. |
| \`npm run eval -- gaps --simulate [--labelled CSV]\` | Short logs of labelled questions, grouped in memory as the worker does: whether what mostly fails stands on top of the inbox once, at several thresholds of joining gaps. |
| \`npm run eval -- answers [--log FILE]\` | Precision and recall of each detector of unanswered turns against a log that knows, beside the 17 phrases of before. Exit code 1 below 0.99. |
| \`npm run eval -- daily [--log FILE]\` | Posts a log to a running product and holds the days that its API tells against a recount in Python, in four zones; then posts it again without \`is_answered\` and holds what is judged against that. Exit code 1 when a day differs, or precision or recall is below 0.99. |
| \`npm run seed -- --contacts N --turns N [--days D]\` | Fills the phonebook and the conversations with deterministic synthetic data. |
| \`npm run cli -- …\` | The operator's command line, below. |

SIGTERM or Ctrl+C ends \`npm start\` in order: readiness answers 503, requests in flight are finished, web and worker
stop, Postgres stops last, within ten seconds, with exit code 0. A second one ends it by force.

The command line works on \`DATABASE_URL\`; without it, on the embedded Postgres of the running instance; when none runs,
it starts that Postgres for its own duration. Exit codes: 0 done, 1 failed, 2 wrong usage. \`--help\` works on every level.
`;

/** The whole of docs/commands.md. */
export function renderCommands(): string {
  const [program, ...commands] = everyCommand(commandLine());
  const shown = commands.filter((command) => command.commands.length === 0);
  const overview = program === undefined ? [] : [section('npm run cli --', program)];
  return [INTRODUCTION, ...overview, ...shown.map((command) => section(callOf(command), command))].join('\n');
}

function section(call: string, command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return `## ${call}\n\n\`\`\`\n${help.trimEnd()}\n\`\`\`\n`;
}

function callOf(command: Command): string {
  const names: string[] = [];
  for (let one: Command | null = command; one?.parent; one = one.parent) names.unshift(one.name());
  return names.join(' ');
}
