// The interface of whatever keeps the files of a search in layers: a folder, an object store, or a store in memory that
// a simulation breaks. Files are written whole or not at all, and never changed.

/** A file that is whole. */
export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
}

/** A file in the making, which nobody else sees. */
export interface FileInTheMaking {
  /** Adds bytes at the end; they are the caller's again afterwards. */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Puts it in its place, whole, where it takes that of a file of this name. If it is to be lasting it outlives a crash of the
   * machine from then on, with all that was put in its place before.
   */
  commit(lasting: boolean): Promise<void>;
  discard(): Promise<void>;
}

/** If the world refuses, its error is thrown. */
export interface Store {
  /** All files that are whole, in any order. */
  list(): Promise<readonly StoredFile[]>;
  /** Bytes `from` … `to` − 1 of a file; fewer where it ends before. */
  read(name: string, from: number, to: number): Promise<Uint8Array>;
  create(name: string): Promise<FileInTheMaking>;
  /** Does nothing where there is none. */
  remove(name: string): Promise<void>;
  /** The bytes that can still be written; undefined where that is not known. */
  freeBytes(): Promise<number | undefined>;
}
