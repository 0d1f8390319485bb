// Home: init alone again, leading group 1 and session 1 without a handle, up to its own marks and its exit code,
// which nothing takes back.
import { INIT } from '../../contract/command.ts';
import { newCells } from './cells.ts';
import { COLUMN_BYTES } from './columns.ts';
import type { KeyLayout } from './key-layout.ts';

/** Makes the test for whether a key is home; it reads no more than the key's first words. */
export function isHome(layout: KeyLayout): (key: Uint32Array, offset: number) => boolean {
  const { columns, ids } = layout;
  const marks = columns.flatMap(({ kind }, place) => (kind === 'mark' ? [place * COLUMN_BYTES] : []));
  const home = newCells(columns);
  const cells = newCells(columns);
  return (key, offset) => {
    layout.unpack(key, offset, cells);
    for (const at of marks) cells[at + INIT] = home[at + INIT];
    for (let id = INIT; id <= ids; id += 1) {
      for (let at = id; at < cells.length; at += COLUMN_BYTES) if (cells[at] !== home[at]) return false;
    }
    return true;
  };
}
