// Every page and every picture is read by the Nu HTML checker: no error and no warning.

import { join } from 'node:path';
import { test } from 'node:test';
import { REPOSITORY, build, flagship } from './site.mjs';
import { checkHtml } from './validity.mjs';

test('every page and every picture is valid', () => checkHtml(flagship()));

test('every page of a report of which much has come since is valid', async () => {
  const site = build({ report: join(REPOSITORY, 'tests/reports/night-buses') });
  try {
    await checkHtml(site.folder);
  } finally {
    site.remove();
  }
});
