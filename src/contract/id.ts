// The ids of processes, threads, groups and sessions: one space of numbers.

/** An id: a pid, tid, pgid or sid, 1 … {@link ID_MAX}. All four share one space (semantics, section 1). */
export type Id = number;
