// Takes files in, by button and by drop, and gives files out.
import type { Page, PageElement, PageFile, PageWindow } from '../../components/dom.ts';
import { make } from '../../components/draw.ts';
import { visible } from '../../../../contract/visible.ts';
import { FILE_BYTES_MAX } from '../opened.ts';

/** The text of a file and its name, or a sentence that says why it could not be read. */
type FileRead = { readonly text: string; readonly name: string } | { readonly problem: string };

/** Hands on every file that is chosen or dropped; of several, the first. */
export function takeFiles(page: Page, input: PageElement, take: (read: FileRead) => void): void {
  const read = (files: ArrayLike<PageFile> | null | undefined): void => {
    const file = files?.[0];
    if (file === undefined) return;
    const name = visible(file.name);
    if (file.size > FILE_BYTES_MAX) {
      take({ problem: `${name}: it has ${file.size} bytes, and this page takes up to ${FILE_BYTES_MAX}` });
      return;
    }
    void file.text().then(
      (text) => take({ text, name }),
      (error: unknown) => take({ problem: `${name} cannot be read: ${String(error)}` }),
    );
  };
  input.addEventListener('change', () => {
    read(input.files);
    input.value = ''; // The same file can be chosen again.
  });
  page.addEventListener('dragover', (event) => event.preventDefault());
  page.addEventListener('drop', (event) => {
    event.preventDefault();
    read(event.dataTransfer?.files);
  });
}

/** Has the browser save a text as a file. */
export function saveFile(page: Page, window: PageWindow, name: string, text: string): void {
  const url = window.URL.createObjectURL(new window.Blob([text]));
  make(page, 'a', { href: url, download: name }).click();
  window.setTimeout(() => window.URL.revokeObjectURL(url), SAVED_MS);
}

/** Long enough for a browser to have begun. */
const SAVED_MS = 10_000;
