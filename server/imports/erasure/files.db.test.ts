import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { matcherOf } from '#server/core/erasure/matcher.ts';
import { makeUploadFolder, uploadFile } from '#server/imports/uploads.ts';
import { withDataDirectory } from '#test/data-directory.ts';
import { withDatabase } from '#test/database.ts';
import { quietWork } from '#test/erasure-work.ts';
import { filesHolding } from './files.ts';

withDatabase();
withDataDirectory();
beforeAll(() => makeUploadFolder());

test('a Chinese name is found in each encoding, and never between plain letters', async () => {
  // As UTF-16, `dlga` at an even place is 汤慧.
  writeFileSync(uploadFile(1), 'Name,Street\nAnn,x Seidlgasse\nBea,Seidlgasse\n');
  writeFileSync(uploadFile(2), Buffer.from('Name,Team\n汤慧,A\n', 'utf16le'));
  writeFileSync(uploadFile(3), 'Name,Team\n汤慧,A\n');
  const found = await filesHolding(await matcherOf({ kind: 'name', value: '汤慧' }), quietWork);
  expect(found.map((file) => basename(file)).toSorted()).toEqual(
    [uploadFile(2), uploadFile(3)].map((f) => basename(f)),
  );
});
