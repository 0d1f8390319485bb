// Runs in the page. Reads the data that the page holds, packed or plain.
import type { Page, PageElement, PageWindow } from '../../components/dom.ts';
import type { TimelineData } from '../page-data.ts';

/** Reads the data, then goes on; where the browser cannot unpack them, it says so. */
export async function readTimelineData(page: Page, window: PageWindow): Promise<TimelineData | undefined> {
  const packed = page.getElementById('packed');
  if (packed === null)
    return JSON.parse((page.getElementById('data') as PageElement).textContent ?? '') as TimelineData;
  const { DecompressionStream, Blob, Response } = window;
  if (DecompressionStream === undefined) return undefined;
  const text = window.atob(packed.textContent ?? '');
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(unpacked).text()) as TimelineData;
}
