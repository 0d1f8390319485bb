// A recipe by which another thread makes a thing anew, as plain data that can be posted to it: a module and one of its
// exports.

/** Calling the export with the argument makes the thing. */
export interface Recipe {
  /** The module's URL. */
  readonly module: string;
  /** The name of an exported function. */
  readonly make: string;
  /** Survives a structured clone. */
  readonly argument?: unknown;
}
