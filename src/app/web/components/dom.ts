// The little of the browser that the page's script uses, as types: this folder is compiled without the DOM's own.

export interface Rect {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/** An element or a text. */
export interface PageNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly nextSibling: PageNode | null;
  textContent: string | null;
  remove: () => void;
  isEqualNode: (other: PageNode) => boolean;
}

export interface PageElement extends PageNode {
  readonly dataset: Record<string, string | undefined>;
  readonly classList: { toggle: (name: string, on: boolean) => void };
  readonly clientHeight: number;
  readonly clientWidth: number;
  readonly offsetHeight: number;
  readonly offsetTop: number;
  readonly scrollWidth: number;
  scrollTop: number;
  scrollLeft: number;
  readonly childNodes: Iterable<PageNode>;
  readonly firstChild: PageNode | null;
  value: string;
  className: string;
  /** Only an input of files has them. */
  readonly files?: ArrayLike<PageFile> | null;
  hidden: boolean;
  disabled: boolean;
  setAttribute: (name: string, value: string) => void;
  getAttribute: (name: string) => string | null;
  getAttributeNames: () => readonly string[];
  removeAttribute: (name: string) => void;
  append: (...children: readonly (PageElement | string)[]) => void;
  insertBefore: (node: PageNode, before: PageNode | null) => void;
  replaceChildren: (...children: readonly (PageElement | string)[]) => void;
  querySelector: (selector: string) => PageElement | null;
  querySelectorAll: (selector: string) => Iterable<PageElement>;
  contains: (other: PageElement | null) => boolean;
  addEventListener: (type: string, listen: (event: PointerPress) => void) => void;
  getBoundingClientRect: () => Rect;
  scrollIntoView: (how: { readonly block: 'nearest' }) => void;
  focus: () => void;
  click: () => void;
}

/** A file that the reader has handed to the page. */
export interface PageFile {
  readonly name: string;
  readonly size: number;
  text: () => Promise<string>;
}

export interface KeyPress {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly target: {
    readonly tagName?: string;
    readonly closest?: (selector: string) => PageElement | null;
  } | null;
  preventDefault: () => void;
}

/** An event of a key or of the pointer; of a key, the places are not there. */
export interface PointerPress extends KeyPress {
  readonly clientX: number;
  readonly clientY: number;
  /** The way that a wheel was turned. */
  readonly deltaY: number;
  /** The files that were dropped, of a drop. */
  readonly dataTransfer?: { readonly files: ArrayLike<PageFile> } | null;
}

export interface Page {
  /** The element of the script that is running; null as soon as it has run once. */
  readonly currentScript: PageElement | null;
  readonly documentElement: PageElement;
  readonly activeElement: PageElement | null;
  createElement: (tag: string) => PageElement;
  createElementNS: (namespace: string, tag: string) => PageElement;
  createRange: () => PageRange;
  getElementById: (id: string) => PageElement | null;
  addEventListener: (type: string, listen: (event: PointerPress) => void) => void;
}

export interface PageRange {
  selectNodeContents: (element: PageElement) => void;
}

/** A thread of the page's own. */
export interface PageWorker {
  addEventListener: (type: 'message' | 'error', listen: (event: WorkerEvent) => void) => void;
  postMessage: (message: unknown, transferred: []) => void;
  terminate: () => void;
}

/** A message, or an error that nobody caught there. */
interface WorkerEvent {
  readonly data?: unknown;
  readonly message?: string;
  preventDefault: () => void;
}

export interface PageWindow {
  /** Absent where the browser has none. */
  readonly Worker?: new (
    url: string,
  ) => PageWorker;
  readonly performance: { readonly now: () => number };
  /** Absent where the browser does not trust the page's address. */
  readonly navigator: { readonly clipboard?: { writeText: (text: string) => Promise<void> } };
  getSelection: () => { removeAllRanges: () => void; addRange: (range: PageRange) => void } | null;
  readonly location: { readonly hash: string; readonly href: string };
  addEventListener: (type: string, listen: () => void) => void;
  readonly history: { replaceState: (state: null, title: string, url: string) => void };
  readonly ResizeObserver: new (changed: () => void) => { observe: (element: PageElement) => void };
  matchMedia: (query: string) => { readonly matches: boolean };
  setTimeout: (then: () => void, ms: number) => number;
  clearTimeout: (timer: number) => void;
  atob: (text: string) => string;
  readonly Blob: new (parts: readonly (Uint8Array | string)[]) => Blob;
  readonly URL: {
    readonly createObjectURL: (blob: Blob) => string;
    readonly revokeObjectURL: (url: string) => void;
  };
  readonly Response: new (body: ReadableStream) => Response;
  /** Absent in browsers from before 2023. */
  readonly DecompressionStream?: new (
    form: 'gzip',
  ) => DecompressionStream;
}
