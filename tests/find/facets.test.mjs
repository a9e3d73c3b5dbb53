// The filters of the box: each choice says how many answers it would leave, and the address keeps it.

import { test } from 'node:test';
import { expectNothing } from '../web/findings.mjs';
import { answered, asked, hosted, written } from './box.mjs';

const QUERY = 'mandate';

const find = hosted();

/** Runs `act` with the box open, a query answered and the filters unfolded. */
async function inBox(act) {
  const found = await find(async (here) => {
    await written(here, QUERY);
    await here.page.click('dialog.finder summary');
    await here.page.waitForSelector('dialog.finder select option[value]:not([value=""])');
    return act(here);
  });
  expectNothing(found);
}

for (const chosen of [undefined, ['kind', 'recommendation']]) {
  test(`each choice counts the answers that it leaves${chosen ? `, where ${chosen.join(' is ')}` : ''}`, async () => {
    await inBox(async ({ page }) => {
      if (chosen) await select(page, ...chosen);
      const choices = (await page.$$eval('dialog.finder select', offered)).filter(({ name }) => name !== chosen?.[0]);
      const found = choices.length ? [] : ['nothing can be chosen'];
      for (const { name, value, count } of choices) {
        await select(page, name, value);
        const left = await page.$eval('dialog.finder [role=status]', ({ textContent }) => parseInt(textContent, 10));
        if (left !== count) found.push(`${name}=${value} says ${count}, and leaves ${left}`);
        await select(page, name, '');
      }
      return found;
    });
  });
}

test('the address of what was chosen finds the same again', async () => {
  await inBox(async (here) => {
    await select(here.page, 'kind', 'recommendation');
    await select(here.page, 'in', 'achievable-mandates');
    const { paths } = await answered(here, QUERY);
    const { search } = new URL(here.page.url());
    const again = await asked(here, { query: search, typed: QUERY });
    return [
      ...(paths.length ? [] : ['nothing is found']),
      ...(again.paths.join(' ') === paths.join(' ') ? [] : [`${search} finds ${again.paths.join(' ')}, not ${paths.join(' ')}`]),
    ];
  });
});

/** Chooses, and waits for the answer. */
async function select(page, name, value) {
  await page.evaluate(() => document.querySelector('dialog.finder').removeAttribute('data-answered'));
  await page.select(`dialog.finder select[name="${name}"]`, value);
  await page.waitForSelector('dialog.finder[data-answered]');
}

// The function below runs in the page.

function offered(selects) {
  return selects.flatMap(({ name, options }) =>
    [...options].filter(({ value }) => value).map(({ value, textContent }) => ({ name, value, count: Number(/\((\d+)\)$/.exec(textContent)?.[1]) })),
  );
}
