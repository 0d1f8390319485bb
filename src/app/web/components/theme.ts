// Runs in the page. The button that turns it dark or light.
import type { Page, PageElement, PageWindow } from './dom.ts';

/** Light and dark as the reader's system has it, until the button is pressed. */
export function setUpTheme(page: Page, window: PageWindow, button: PageElement): void {
  button.hidden = false;
  button.addEventListener('click', () => {
    const now =
      page.documentElement.dataset['theme'] ??
      (window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    page.documentElement.dataset['theme'] = now === 'dark' ? 'light' : 'dark';
  });
}
