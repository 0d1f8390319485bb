// Signals that come for us while a command is recorded.

const OF_TERMINAL = ['SIGINT', 'SIGQUIT', 'SIGHUP'] as const;

/**
 * A terminal's signals reach the command by themselves: they do nothing here until it has ended, and end the recording then.
 * SIGTERM comes for us alone: the first is handed on to the command, the next ends the recording.
 */
export class MeanwhileSignals {
  readonly #handOn: (signal: NodeJS.Signals) => void;
  #commandRuns = true;
  #terminated = false;
  #endAsked = false;

  /** @param handOn - Sends a signal to the command. */
  constructor(handOn: (signal: NodeJS.Signals) => void) {
    this.#handOn = handOn;
    for (const signal of OF_TERMINAL) process.on(signal, this.#onTerminal);
    process.on('SIGTERM', this.#onTerminate);
  }

  /** SIGTERM came. */
  get terminated(): boolean {
    return this.#terminated;
  }

  /** The recording is to end, whatever still runs. */
  get endAsked(): boolean {
    return this.#endAsked;
  }

  commandHasEnded(): void {
    this.#commandRuns = false;
  }

  readonly #onTerminal = (): void => {
    this.#endAsked ||= !this.#commandRuns;
  };

  readonly #onTerminate = (signal: NodeJS.Signals): void => {
    this.#endAsked ||= this.#terminated || !this.#commandRuns;
    this.#terminated = true;
    if (this.#commandRuns) this.#handOn(signal);
  };

  [Symbol.dispose](): void {
    for (const signal of OF_TERMINAL) process.off(signal, this.#onTerminal);
    process.off('SIGTERM', this.#onTerminate);
  }
}
