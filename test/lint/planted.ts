import { readdirSync } from 'node:fs';
import { repositoryRoot } from '#server/core/paths.ts';

export type Plant = {
  path: string;
  code: string;
  /** The rule that must report the file; null: a file in which nothing may be reported. */
  rule: string | null;
};

const areas = foldersOf('server').filter((area) => area !== 'core' && area !== 'measures');
const views = foldersOf('components').filter((folder) => !['ui', 'layout', 'charts'].includes(folder));
const otherArea = (area: string) => (area === 'phonebook' ? 'analytics' : 'phonebook');

type Room = { file: string; never: string[]; may: string[] };

/** DESIGN §2 as files: what each room never imports, and what it may. */
const rooms: Room[] = [
  {
    file: 'app/(console)/phonebook/page.tsx',
    never: ['pg', '#generated/prisma/client.ts', '@prisma/client', '#server/core/db/pool.ts', '#scripts/start.ts'],
    may: ['#server/phonebook/queries.ts', '#components/phonebook/list.tsx', '#lib/roles.ts'],
  },
  {
    file: 'components/ui/planted.tsx',
    never: [
      '#server/core/db/pool.ts',
      '#components/phonebook/list.tsx',
      '#components/layout/shell.tsx',
      '#components/charts/line.tsx',
    ],
    may: ['#lib/roles.ts', '#components/ui/button.tsx'],
  },
  {
    file: 'components/charts/planted.tsx',
    never: ['#server/core/log.ts', '#components/phonebook/list.tsx', '#components/layout/shell.tsx'],
    may: ['#lib/roles.ts', '#components/ui/button.tsx', '#components/charts/line.tsx'],
  },
  {
    file: 'components/layout/planted.tsx',
    never: ['#server/phonebook/actions.ts', '#components/phonebook/list.tsx', '#generated/prisma/client.ts'],
    may: ['#lib/roles.ts', '#components/ui/button.tsx', '#components/charts/line.tsx'],
  },
  ...views.map((area) => ({
    file: `components/${area}/planted.tsx`,
    never: [
      `#server/${area}/queries.ts`,
      `#server/${otherArea(area)}/actions.ts`,
      `#components/${otherArea(area)}/list.tsx`,
      '#generated/prisma/client.ts',
    ],
    may: [`#server/${area}/actions.ts`, `#components/${area}/part.tsx`, '#components/ui/button.tsx', '#lib/roles.ts'],
  })),
  {
    file: 'server/core/planted.ts',
    never: ['#server/phonebook/queries.ts', '#components/ui/button.tsx', 'next/headers', 'react'],
    may: ['#server/core/log.ts', '#lib/roles.ts', '#generated/prisma/client.ts'],
  },
  {
    file: 'server/measures/planted.ts',
    never: ['#server/phonebook/queries.ts', '#components/ui/button.tsx', 'next/cache', 'react-dom/server'],
    may: ['#server/core/log.ts', '#lib/roles.ts'],
  },
  ...areas.flatMap((area) => {
    const never = [`#server/${otherArea(area)}/queries.ts`, '#components/ui/button.tsx'];
    const may = ['#server/core/log.ts', '#server/measures/turn.ts', `#server/${area}/queries.ts`, '#lib/roles.ts'];
    return [
      { file: `server/${area}/planted.ts`, never: [...never, 'next/cache', 'next/headers', 'react'], may },
      { file: `server/${area}/deeper/planted.ts`, never: [...never, 'next/navigation'], may },
      { file: `server/${area}/actions.ts`, never, may: [...may, 'next/cache'] },
    ];
  }),
  {
    file: 'lib/planted.ts',
    never: [
      ...['#server/core/log.ts', '#components/ui/button.tsx', '#generated/prisma/client.ts', 'next/headers', 'react'],
      ...['node:fs', 'node:crypto', 'node:child_process', 'pg', 'ioredis', 'pino'],
    ],
    may: ['#lib/roles.ts', 'zod'],
  },
  { file: 'scripts/planted.ts', never: ['#components/ui/button.tsx'], may: ['#server/core/log.ts', '#lib/roles.ts'] },
  { file: 'bench/planted.ts', never: ['#components/ui/button.tsx'], may: ['#server/core/log.ts'] },
  {
    file: 'clients/typescript/planted.ts',
    never: ['#server/core/log.ts', '#lib/roles.ts', '#test/database.ts', '#clients/typescript/planted.ts', 'zod', 'pg'],
    may: ['node:http', 'node:fs/promises', './part.ts', './deeper/part.ts'],
  },
  {
    file: 'clients/typescript/planted.test.ts',
    never: ['#server/core/log.ts', '#lib/roles.ts', '#test/database.ts', 'zod'],
    may: ['vitest', 'fast-check', 'node:http', './part.ts'],
  },
  { file: 'e2e/planted.spec.ts', never: ['#components/ui/button.tsx', '#server/core/log.ts'], may: ['#lib/roles.ts'] },
];

/** The ways in which one file can lean on another when it runs. */
const runtimeForms = [
  (name: string) => `import { thing } from '${name}';\n\nexport const planted = thing;\n`,
  (name: string) => `export const planted = () => import('${name}');\n`,
  (name: string) => `export { thing } from '${name}';\n`,
];
const forms = [
  ...runtimeForms,
  (name: string) => `import type { Thing } from '${name}';\n\nexport type Planted = Thing;\n`,
];

const importPlants = rooms.flatMap(({ file, never, may }): Plant[] => [
  ...never.flatMap((name) => forms.map((form) => ({ path: file, code: form(name), rule: 'noRestrictedImports' }))),
  ...forms.map((form) => ({ path: file, code: form('../elsewhere/thing.ts'), rule: 'noRestrictedImports' })),
  ...may.map((name) => ({ path: file, code: forms[0]?.(name) ?? '', rule: null })),
]);

const file = 'lib/planted.ts';

/** lib stays free of Node, however its modules are spelt. */
const builtinPlants = ['fs', 'fs/promises', 'os', 'http'].flatMap((name) =>
  runtimeForms.map((form) => ({ path: 'lib/planted.ts', code: form(name), rule: 'noNodejsModules' })),
);

/** The rules of the house that are not about imports. */
const rulePlants: Plant[] = [
  { path: file, code: 'export const planted: any = 1;\n', rule: 'noExplicitAny' },
  { path: file, code: 'export const planted = (text?: string) => text!.length;\n', rule: 'noNonNullAssertion' },
  {
    path: file,
    code: "export const planted = (n: number) => (n > 0 ? 'a' : n < 0 ? 'b' : 'c');\n",
    rule: 'noNestedTernary',
  },
  { path: file, code: 'export default function planted() {}\n', rule: 'noDefaultExport' },
  { path: file, code: 'export const planted = process.env.PORT;\n', rule: 'noProcessEnv' },
  { path: file, code: 'const planted = 1;\n', rule: 'noUnusedVariables' },
  { path: file, code: "import { planted } from './thing.ts';\n", rule: 'noUnusedImports' },
  { path: file, code: "console.log('planted');\n", rule: 'noConsole' },
  { path: file, code: `export const planted = [\n${'  1,\n'.repeat(300)}];\n`, rule: 'noExcessiveLinesPerFile' },
  { path: file, code: "export * from './thing.ts';\nexport * from './other.ts';\n", rule: 'noBarrelFile' },
  { path: file, code: "import { Thing } from './thing.ts';\n\nexport type Planted = Thing;\n", rule: 'useImportType' },
  { path: 'lib/PlantedThing.ts', code: 'export const planted = 1;\n', rule: 'useFilenamingConvention' },
  {
    path: file,
    code: 'const later = async () => 1;\nexport function planted() {\n  later();\n}\n',
    rule: 'noFloatingPromises',
  },
  {
    path: file,
    code: 'const later = async () => true;\nexport function planted() {\n  if (later()) return 1;\n  return 2;\n}\n',
    rule: 'noMisusedPromises',
  },
  {
    path: 'components/ui/planted.tsx',
    code: 'export const Planted = ({ html }: { html: string }) => <p dangerouslySetInnerHTML={{ __html: html }} />;\n',
    rule: 'noDangerouslySetInnerHtml',
  },
  {
    path: 'components/ui/planted.tsx',
    code: "import { useEffect } from 'react';\n\nexport function Planted({ name }: { name: string }) {\n  useEffect(() => {\n    document.title = name;\n  }, []);\n  return null;\n}\n",
    rule: 'useExhaustiveDependencies',
  },
];

/** All plants but the cycle, which takes two files. */
export const plants: Plant[] = [...importPlants, ...builtinPlants, ...rulePlants];

function foldersOf(room: string): string[] {
  return readdirSync(`${repositoryRoot}/${room}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}
