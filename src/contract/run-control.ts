// Clock, pause, stop and progress of long work, handed in by whoever starts it: engines have none of their own.

/** The one shape in which work is told the time and asked to end. */
export interface RunControl<Progress = never> {
  /** Milliseconds since some moment; only differences count. */
  readonly now: () => number;
  /** Lets signals, timers and the display in. */
  readonly breathe: () => Promise<void>;
  /** Whether the work is to end with what it has so far. */
  readonly stopped: () => boolean;
  readonly progress?: ((progress: Progress) => void) | undefined;
}

/** No clock, no pause, and nobody who wants an end: for work that is short, or bounded by count. */
const UNHURRIED: RunControl = {
  now: () => 0,
  breathe: () => Promise.resolve(),
  stopped: () => false,
};

/** The control that options bring along, completed by UNHURRIED. */
export function controlIn<Progress>(options: Partial<RunControl<Progress>>): RunControl<Progress> {
  return {
    now: options.now ?? UNHURRIED.now,
    breathe: options.breathe ?? UNHURRIED.breathe,
    stopped: options.stopped ?? UNHURRIED.stopped,
    progress: options.progress,
  };
}

/** The control of work that is asked to end after so many milliseconds, too. */
export function limited<Progress>(control: RunControl<Progress>, ms: number): RunControl<Progress> {
  const end = control.now() + ms;
  return { ...control, stopped: () => control.stopped() || control.now() >= end };
}

/** Often enough for Ctrl-C and progress, too rare to cost anything. */
const BREATHE_EVERY_MS = 50;

/**
 * Lets others in and tells progress, unless that was done a moment ago. Made once for a piece of work and called as often
 * as is convenient; true where it did.
 */
export function pacer<Progress>(
  control: RunControl<Progress>,
): (progress: (now: number) => Progress | undefined) => Promise<boolean> {
  let last = control.now();
  return async (progress) => {
    const now = control.now();
    if (now - last < BREATHE_EVERY_MS) return false;
    last = now;
    const told = progress(now);
    if (told !== undefined) control.progress?.(told);
    await control.breathe();
    return true;
  };
}
