// Runs in the page. Sets every part of the gate's page going.
import { startLanes } from '../../branches-page/client/lanes.ts';
import type { BranchesData } from '../../branches-page/page-data.ts';
import type { Page, PageElement, PageWindow } from '../../components/dom.ts';
import { setUpTheme } from '../../components/theme.ts';
import { startViewer } from '../../counterexample-page/client/player.ts';
import type { PageData } from '../../counterexample-page/page-data.ts';
import type { MatrixData } from '../matrix-data.ts';
import { setUpCopying } from './copy.ts';
import { startMatrix } from './matrix.ts';

/** The data are those of the elements that are named after them. */
export function startGatePage(page: Page, window: PageWindow): void {
  const read = (id: string): unknown =>
    JSON.parse((page.getElementById(id) as PageElement).textContent ?? 'null');
  const viewers = read('viewers') as readonly PageData[];
  const lanes = read('lanes') as readonly BranchesData[];
  const matrices = read('matrices') as readonly MatrixData[];
  setUpTheme(page, window, page.getElementById('theme') as PageElement);
  setUpCopying(page, window);
  for (const root of page.documentElement.querySelectorAll('[data-viewer]'))
    startViewer(page, window, { root, data: viewers[Number(root.dataset['viewer'])], alone: false });
  for (const root of page.documentElement.querySelectorAll('[data-lanes]'))
    startLanes(page, window, { root, data: lanes[Number(root.dataset['lanes'])], alone: false });
  // The latest run is the last.
  for (const history of page.documentElement.querySelectorAll('.history'))
    history.scrollLeft = history.scrollWidth;
  for (const root of page.documentElement.querySelectorAll('[data-matrix]'))
    startMatrix(page, root, matrices[Number(root.dataset['matrix'])]);
}
