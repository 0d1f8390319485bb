// Runs in the page. The buttons that copy the line beside them.
import type { Page, PageElement, PageWindow } from '../../components/dom.ts';

/** Shows the buttons, which are of no use without a script, and sets them going. */
export function setUpCopying(page: Page, window: PageWindow): void {
  for (const row of page.documentElement.querySelectorAll('.copiable')) {
    const button = row.querySelector('button') as PageElement;
    const line = row.querySelector('code') as PageElement;
    button.hidden = false;
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', () => {
      const said = (word: string): void => {
        button.textContent = word;
      };
      const select = (): void => said(selectText(page, window, line));
      const { clipboard } = window.navigator;
      if (clipboard === undefined) select();
      else void clipboard.writeText(line.textContent ?? '').then(() => said('copied'), select);
    });
  }
}

/** Selects the line for the reader to copy, where a page may not write to the clipboard. */
export function selectText(page: Page, window: PageWindow, line: PageElement): string {
  const range = page.createRange();
  range.selectNodeContents(line);
  const selection = window.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
  return 'selected';
}
