// Runs in the page. Brings what stands in an element to what is wanted there, and touches only what differs: the browser
// styles and lays out again what was touched, which costs it far more than the comparison.
import type { Page, PageElement, PageNode } from './dom.ts';

/**
 * Makes the children of an element those wanted, which are used up. An element with a name (`data-key`, `data-pid`) stays
 * the same wherever the name stands, any other one where its kind stands. Nothing in it may listen, nor hold a value.
 */
export function renew(page: Page, element: PageElement, ...wanted: readonly (PageElement | string)[]): void {
  const holder = page.createElement('div');
  holder.append(...wanted);
  renewChildren(element, holder);
}

export function renewChildren(element: PageElement, holder: PageElement): void {
  const [old, wanted] = [[...element.childNodes], [...holder.childNodes]]; // Both lists change under way.
  const names = new Set(wanted.map((child) => nameOf(child)));
  const known = new Map<string, PageNode>();
  for (const child of old) {
    const name = nameOf(child);
    if (name === '') continue;
    // The gone go first: all behind them would be moved otherwise.
    if (names.has(name)) known.set(name, child);
    else child.remove();
  }
  let at = afterArrows(element.firstChild);
  for (const next of wanted) {
    const name = nameOf(next);
    const twin = name !== '' ? known.get(name) : at !== null && nameOf(at) === '' ? at : undefined;
    if (twin === undefined || twin.nodeName !== next.nodeName) {
      element.insertBefore(next, at);
      continue;
    }
    known.delete(name);
    if (twin === at) at = afterArrows(at.nextSibling);
    else element.insertBefore(twin, at);
    renewNode(twin, next);
  }
  while (at !== null) {
    const gone = at;
    at = afterArrows(at.nextSibling);
    gone.remove();
  }
}

/** Gives a node the attributes, the text and the children of another one of its kind. */
export function renewNode(node: PageNode, wanted: PageNode): void {
  if (node.isEqualNode(wanted)) return;
  if (!isElement(node) || !isElement(wanted)) {
    node.textContent = wanted.textContent;
    return;
  }
  for (const name of wanted.getAttributeNames()) setChanged(node, name, wanted.getAttribute(name) ?? '');
  for (const name of node.getAttributeNames())
    if (wanted.getAttribute(name) === null) node.removeAttribute(name);
  renewChildren(node, wanted);
}

/** Sets an attribute unless it is so already. */
export function setChanged(element: PageElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Arrows are laid over a drawing once it is placed, and stay until they are drawn anew. */
export function afterArrows(node: PageNode | null): PageNode | null {
  return node?.nodeName === 'svg' ? afterArrows(node.nextSibling) : node;
}

export function nameOf(node: PageNode): string {
  return isElement(node) ? (node.getAttribute('data-key') ?? node.getAttribute('data-pid') ?? '') : '';
}

export function isElement(node: PageNode): node is PageElement {
  return node.nodeType === 1;
}
