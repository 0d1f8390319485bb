// Home: init alone again, leading group 1 and session 1 without a handle, up to its own marks and its exit code,
// which nothing takes back.
import { INIT } from '../../contract/command.ts';
import { newCells } from './cells.ts';
import { COLUMN_BYTES } from './columns.ts';
import type { KeyLayout } from './key-layout.ts';

/** Makes the test for whether a key is home; it reads no more than the key's first words. */
export function isHome(layout: KeyLayout): (key: Uint32Array, offset: number) => boolean {
  const cells = newCells(layout.columns);
  const areHome = areCellsHome(layout);
  return (key, offset) => {
    layout.unpack(key, offset, cells);
    return areHome(cells);
  };
}

/** Makes the test for whether a state as bytes is home. */
export function areCellsHome({ columns, ids }: KeyLayout): (cells: Uint8Array) => boolean {
  const isMark = columns.map(({ kind }) => kind === 'mark');
  const home = newCells(columns);
  return (cells) => {
    for (let place = 0; place < isMark.length; place += 1) {
      for (let id = isMark[place] ? INIT + 1 : INIT; id <= ids; id += 1) {
        const at = place * COLUMN_BYTES + id;
        if (cells[at] !== home[at]) return false;
      }
    }
    return true;
  };
}
