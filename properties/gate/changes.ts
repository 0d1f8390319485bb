// Realistic changes to the implementation, each a patch in the folder of this name: those that the gate must let through, and
// those that it must not.
/** The kinds of changes, by what the gate must say to them. */
export type ChangeKind =
  /** A refactoring or a speed-up that nobody can tell from the table: it passes. */
  | 'harmless'
  /** Wrong in a corner: it fails. */
  | 'wrong'
  /** Right, and slower: it fails for that alone. */
  | 'slow'
  /** Wrong only where the table grows or rows are used again: it fails. */
  | 'storage';

/** A change, and what a reviewer would be told of it. */
export interface Change {
  readonly kind: ChangeKind;
  /** Its effect, in a sentence. */
  readonly sentence: string;
}

/** By name, which is the patch's. */
export const CHANGES: Readonly<Record<string, Change>> = {
  'moving-between-groups-is-one-function': {
    kind: 'harmless',
    sentence: 'The steps of a move from group to group are written out in one function.',
  },
  'tables-grow-to-twice-their-size': {
    kind: 'harmless',
    sentence: 'A table grows to twice its size, where it grew by half.',
  },
  'ids-are-hashed-with-another-multiplier': {
    kind: 'harmless',
    sentence: 'The hash of an id multiplies by another odd number.',
  },
  'the-freed-leave-their-group-first': {
    kind: 'harmless',
    sentence: 'A process that is freed leaves its group before its parent.',
  },
  'threads-end-in-one-walk': {
    kind: 'harmless',
    sentence: 'The threads of a process end in one walk along their list.',
  },
  'threads-end-only-where-there-are-some': {
    kind: 'harmless',
    sentence: 'An exit looks whether there are threads before it ends them.',
  },
  'executed-children-are-refused-first': {
    kind: 'wrong',
    sentence: 'A child that has executed is refused before one of another session: the order of refusals.',
  },
  'handles-outlive-a-restore-in-place': {
    kind: 'wrong',
    sentence: 'A handle taken before a snapshot of the same size was restored still counts as held.',
  },
  'orphans-are-linked-one-by-one': {
    kind: 'wrong',
    sentence: 'Orphans reach their subreaper in the opposite order.',
  },
  'numbers-of-sessions-are-free-for-children': {
    kind: 'wrong',
    sentence:
      'A child may have the number of a session whose leader was reaped and whose first group has ended.',
  },
  'threads-that-exit-with-0-leave-the-code': {
    kind: 'wrong',
    sentence: 'A thread that exits with 0 leaves the exit code that an earlier one gave.',
  },
  'subreapers-are-counted-down-whenever-unmarked': {
    kind: 'wrong',
    sentence: 'Unmarking what was no subreaper counts one down, so that the next one counts as none.',
  },
  'children-are-unlinked-by-a-walk': {
    kind: 'slow',
    sentence:
      'A child is unlinked after a walk along the siblings behind it: O(children), where it was O(1).',
  },
  'ids-are-hashed-bit-by-bit': {
    kind: 'slow',
    sentence: 'The hash of an id takes 32 steps, where it was one multiplication: a constant factor.',
  },
  'growing-copies-one-word-too-few': {
    kind: 'storage',
    sentence: 'A table that grows loses the last word of its last row: the handles of a session.',
  },
  'rows-keep-the-exit-code-of-before': {
    kind: 'storage',
    sentence: 'A process in a row that is used again has the exit code of the one before it.',
  },
};
