// The limits of an explanation where nobody asks for others.

export const USUAL_LIMITS = {
  /** A call that returns later than so many lines is not asked for its result in advance. */
  lookAhead: 1000,
  /** Steps of a search for another order, for each line. */
  steps: 20_000,
} as const;
