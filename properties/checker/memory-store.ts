// A store in memory, for searches in layers: quick, and open to whoever wants to damage a file or end a search at a write.
import type { Store } from '../../src/checker/disk/store.ts';

export interface MemoryStore extends Store {
  readonly files: Map<string, Uint8Array>;
}

/** The moments at which a store can break. */
export type StoreMoment = 'create' | 'write' | 'commit' | 'remove';

/** `at` is told of every moment before anything is done, and may throw. */
export function memoryStore(
  files: Map<string, Uint8Array> = new Map(),
  at: (moment: StoreMoment, name: string) => void = () => {},
): MemoryStore {
  return {
    files,
    list: async () => [...files].map(([name, bytes]) => ({ name, bytes: bytes.length })),
    read: async (name, from, to) => {
      const bytes = files.get(name);
      if (bytes === undefined) throw new Error(`there is no ${name}`);
      return bytes.slice(from, to);
    },
    create: async (name) => {
      at('create', name);
      const pieces: Uint8Array[] = [];
      return {
        write: async (bytes) => {
          at('write', name);
          pieces.push(bytes.slice());
        },
        commit: async () => {
          at('commit', name);
          files.set(name, Uint8Array.from(Buffer.concat(pieces)));
        },
        discard: async () => void (pieces.length = 0),
      };
    },
    remove: async (name) => {
      at('remove', name);
      files.delete(name);
    },
    freeBytes: async () => undefined,
  };
}
