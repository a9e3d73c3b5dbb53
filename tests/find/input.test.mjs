// What readers do to a box: they type fast, paste anything, and change their minds.

import { test } from 'node:test';
import { expectNothing } from '../web/findings.mjs';
import { answered, asked, hosted, written } from './box.mjs';

const inBox = hosted();

const ODD = {
  'a quotation mark': '"',
  'a phrase without its end': '"no peace to keep',
  'a parenthesis': '(',
  'a regular expression': '(.*)+[\\w]{2,}$',
  'punctuation alone': '…—!?/\\-_.,;:',
  'a backslash': '\\',
  'markup': '<script>alert(1)</script><img src=x onerror=alert(1)>',
  'a character reference': '&lt;b&gt;&amp;',
  'emoji': '🕊️👩🏽‍🚒',
  'half of an emoji': '\ud83d',
  'a control character': 'peace\u0000keeping\u0007',
  'marks without letters': '\u0301\u0308\u064e',
  'a word that is written from right to left': 'قوات السلام',
  'marks of direction': '\u202epeace\u202c \u200fkeeping',
  'names of JavaScript': 'constructor __proto__ toString hasOwnProperty',
  'a percent sign': '100% %2e%2e/ %',
  'a path': '../../../etc/passwd',
  'one letter': 'a',
  'one Han letter': '和',
  'blanks alone': '   ',
  'blanks around': '  mediation\t ',
  'a word of 2,000 letters': 'peace'.repeat(400),
  '200 words': 'political solutions and peace '.repeat(50),
};

for (const [name, typed] of Object.entries(ODD)) {
  test(`${name}: answered in peace`, async () => {
    expectNothing(
      await inBox(async (here) => {
        const { ms } = await written(here, typed);
        const active = await here.page.$$eval('dialog.finder .found :is(script, img, iframe, b)', (all) => all.map(({ outerHTML }) => outerHTML));
        const { paths } = await written(here, 'mediation');
        return [
          ...active.map((markup) => `markup: ${markup}`),
          ...(ms > 2000 ? [`answered after ${ms.toFixed(0)} ms`] : []),
          ...(paths.length ? [] : ['nothing is found afterwards']),
        ];
      }),
    );
  });
}

test('whoever types fast gets the answer to the last key, and it stays', async () => {
  const typed = 'mediation capacity secretariat';
  expectNothing(
    await inBox(async (here) => {
      await here.page.keyboard.type(typed);
      const now = await answered(here, typed);
      await new Promise((wake) => setTimeout(wake, 500));
      const later = await answered(here, typed);
      const fresh = await asked(here, { query: typed, typed });
      const [a, b, c] = [now, later, fresh].map(({ paths }) => paths.join(' '));
      return [...(a === b ? [] : [`first ${a}, then ${b}`]), ...(a === c ? [] : [`typed ${a}, in the address ${c}`])];
    }),
  );
});

test('what is deleted leaves nothing behind', async () => {
  expectNothing(
    await inBox(async (here) => {
      await here.page.keyboard.type('mediation');
      await answered(here, 'mediation');
      for (let at = 0; at < 'mediation'.length; at++) await here.page.keyboard.press('Backspace');
      const { paths } = await answered(here, '');
      return paths.map((path) => `still there: ${path}`);
    }),
  );
});

test('no count of nothing is shown before there is an answer', async () => {
  expectNothing(
    await inBox(async (here) => {
      await here.page.evaluate(() => {
        const box = document.querySelector('dialog.finder');
        window.said = [];
        new MutationObserver(() => {
          if (/\b0\b/.test(box.querySelector('[role=status]')?.textContent ?? '')) window.said.push(box.dataset.answered ?? '');
        }).observe(box, { subtree: true, childList: true, characterData: true });
      });
      await here.page.keyboard.type('mediation');
      await answered(here, 'mediation');
      return (await here.page.evaluate(() => window.said)).map((answer) => `says 0, having answered ‘${answer}’`);
    }),
  );
});
