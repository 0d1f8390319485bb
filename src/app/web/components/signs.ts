// The marks of a process that are drawn with a sign of their own, by field: the class that viewer-style.ts draws. Any other mark
// is a note in words.

export const SIGN_CLASSES: Readonly<Record<string, string>> = {
  executed: 'executed',
  ignoresSigchld: 'ignores',
  received: 'received',
  waiting: 'waits',
};
