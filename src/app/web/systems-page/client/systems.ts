// Runs in the page. Sets the viewers going, and opens the failure that a red cell or the address names.
import { startLanes } from '../../branches-page/client/lanes.ts';
import type { BranchesData } from '../../branches-page/page-data.ts';
import type { Page, PageElement, PageWindow } from '../../components/dom.ts';
import { setUpTheme } from '../../components/theme.ts';
import { startViewer } from '../../counterexample-page/client/player.ts';
import type { PageData } from '../../counterexample-page/page-data.ts';
import { setUpCopying } from '../../gate-page/client/copy.ts';

/** The data are those of the elements that are named after them. */
export function startSystemsPage(page: Page, window: PageWindow): void {
  const read = (id: string): unknown =>
    JSON.parse((page.getElementById(id) as PageElement).textContent ?? 'null');
  const viewers = read('viewers') as readonly PageData[];
  const lanes = read('lanes') as readonly BranchesData[];
  setUpTheme(page, window, page.getElementById('theme') as PageElement);
  setUpCopying(page, window);
  for (const root of page.documentElement.querySelectorAll('[data-viewer]'))
    startViewer(page, window, { root, data: viewers[Number(root.dataset['viewer'])], alone: false });
  for (const root of page.documentElement.querySelectorAll('[data-lanes]'))
    startLanes(page, window, { root, data: lanes[Number(root.dataset['lanes'])], alone: false });
  for (const link of page.documentElement.querySelectorAll('[data-failure]'))
    link.addEventListener('click', () => {
      // The browser goes to the address first, and takes the focus along.
      window.setTimeout(() => openFailure(page, `failure-${link.dataset['failure']}`), 0);
    });
  openFailure(page, window.location.hash.slice(1));
}

/** Opens a failure, and puts the focus there, so that keys go on from it. */
export function openFailure(page: Page, id: string): void {
  const failure = id.startsWith('failure-') ? page.getElementById(id) : null;
  if (failure === null) return;
  failure.setAttribute('open', '');
  failure.querySelector('summary')?.focus();
}
