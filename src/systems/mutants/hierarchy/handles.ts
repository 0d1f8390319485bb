// Faults of handles on groups (H11) and on sessions (H12).
import { COLUMN, FLAG, HEADER, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ProcessTable } from '../../../impl/hierarchy/process-table.ts';
import type { Outcome } from '../../../impl/hierarchy/process-table.ts';
import type { Mutants } from '../mutant.ts';

const { FIRST_MEMBER, FIRST_GROUP, SESSION, GROUP_HANDLES, SESSION_HANDLES } = COLUMN;
const { HANDLES } = HEADER;

export const GROUP_HANDLE: Mutants = {
  'hold-group-that-never-was': {
    sentence: 'a handle on a group that does not live is granted, and keeps nothing',
    rule: 'H11',
    refusal: 'no-such-group',
    make: () =>
      new (class extends ProcessTable {
        protected override holdGroupRefusal(): Outcome {
          return 'ok';
        }
        protected override retainGroup(group: Row): void {
          if (this.hasFlag(group, FLAG.GROUP)) super.retainGroup(group);
        }
      })(),
  },
  'hold-group-refused-without-members': {
    sentence: 'a group that only a handle keeps gets no second one',
    rule: 'H11',
    refusal: 'no-such-group',
    make: () =>
      new (class extends ProcessTable {
        protected override holdGroupRefusal(group: Row): Outcome {
          const refusal = super.holdGroupRefusal(group);
          return refusal === 'ok' && this.words[group + FIRST_MEMBER] === NONE ? 'no-such-group' : refusal;
        }
      })(),
  },
  'hold-group-once': {
    sentence: 'handles on a group are not counted: it is held or it is not',
    rule: 'H11',
    make: () =>
      new (class extends ProcessTable {
        protected override retainGroup(group: Row): void {
          super.retainGroup(group);
          this.words[group + GROUP_HANDLES] = 1;
        }
      })(),
  },
  'hold-group-for-nothing': {
    sentence: 'a handle does not keep a group that its last member leaves',
    rule: 'H11',
    make: () =>
      new (class extends ProcessTable {
        protected override endGroupIfEmpty(group: Row): void {
          if (this.words[group + FIRST_MEMBER] === NONE) this.endGroup(group);
        }
      })(),
  },
  'release-group-never-held': {
    sentence: 'a release without a handle succeeds and does nothing',
    rule: 'H11',
    refusal: 'not-held',
    make: () =>
      new (class extends ProcessTable {
        protected override releaseGroupRefusal(group: Row): Outcome {
          return this.hasFlag(group, FLAG.GROUP) ? 'ok' : 'not-held';
        }
        protected override dropGroupHandle(group: Row): void {
          if (this.words[group + GROUP_HANDLES] > 0) super.dropGroupHandle(group);
        }
      })(),
  },
  'release-group-refused-to-the-last-handle': {
    sentence: 'the last handle on a group without members cannot be released',
    rule: 'H11',
    refusal: 'not-held',
    make: () =>
      new (class extends ProcessTable {
        protected override releaseGroupRefusal(group: Row): Outcome {
          const last = this.words[group + FIRST_MEMBER] === NONE && this.words[group + GROUP_HANDLES] === 1;
          return last ? 'not-held' : super.releaseGroupRefusal(group);
        }
      })(),
  },
  'release-group-twice': {
    sentence: 'one release takes two handles away',
    rule: 'H11',
    make: () =>
      new (class extends ProcessTable {
        protected override dropGroupHandle(group: Row): void {
          if (this.words[group + GROUP_HANDLES] > 1) this.words[group + GROUP_HANDLES]--;
          super.dropGroupHandle(group);
        }
      })(),
  },
  'release-group-keeps-it-alive': {
    sentence: 'an empty group does not end with its last handle',
    rule: 'H11',
    make: () =>
      new (class extends ProcessTable {
        protected override dropGroupHandle(group: Row): void {
          this.words[group + GROUP_HANDLES]--;
          this.words[HANDLES]--;
        }
      })(),
  },
  'release-group-ends-it': {
    sentence: 'a group ends with its last handle, whoever is in it',
    rule: 'H11',
    make: () =>
      new (class extends ProcessTable {
        protected override dropGroupHandle(group: Row): void {
          super.dropGroupHandle(group);
          const held = this.words[group + GROUP_HANDLES] > 0;
          if (this.hasFlag(group, FLAG.GROUP) && !held) this.endGroup(group);
        }
      })(),
  },
};

export const SESSION_HANDLE: Mutants = {
  'hold-session-that-never-was': {
    sentence: 'a handle on a session that does not live is granted, and keeps nothing',
    rule: 'H12',
    refusal: 'no-such-session',
    make: () =>
      new (class extends ProcessTable {
        protected override holdSessionRefusal(): Outcome {
          return 'ok';
        }
        protected override retainSession(session: Row): void {
          if (this.hasFlag(session, FLAG.SESSION)) super.retainSession(session);
        }
      })(),
  },
  'hold-session-refused-without-groups': {
    sentence: 'a session that only a handle keeps gets no second one',
    rule: 'H12',
    refusal: 'no-such-session',
    make: () =>
      new (class extends ProcessTable {
        protected override holdSessionRefusal(session: Row): Outcome {
          const refusal = super.holdSessionRefusal(session);
          return refusal === 'ok' && this.words[session + FIRST_GROUP] === NONE ? 'no-such-session' : refusal;
        }
      })(),
  },
  'hold-session-once': {
    sentence: 'handles on a session are not counted: it is held or it is not',
    rule: 'H12',
    make: () =>
      new (class extends ProcessTable {
        protected override retainSession(session: Row): void {
          super.retainSession(session);
          this.words[session + SESSION_HANDLES] = 1;
        }
      })(),
  },
  'hold-session-for-nothing': {
    sentence: 'a handle does not keep a session whose last group ends',
    rule: 'H12',
    make: () =>
      new (class extends ProcessTable {
        protected override endSessionIfEmpty(session: Row): void {
          if (this.words[session + FIRST_GROUP] === NONE) this.endSession(session);
        }
      })(),
  },
  'hold-session-keeps-its-groups': {
    sentence: 'while a session is held, its groups do not end either',
    rule: 'H12',
    make: () =>
      new (class extends ProcessTable {
        protected override endGroupIfEmpty(group: Row): void {
          const { words } = this;
          if (words[words[group + SESSION] + SESSION_HANDLES] === 0) super.endGroupIfEmpty(group);
        }
      })(),
  },
  'release-session-never-held': {
    sentence: 'a release without a handle succeeds and does nothing',
    rule: 'H12',
    refusal: 'not-held',
    make: () =>
      new (class extends ProcessTable {
        protected override releaseSessionRefusal(session: Row): Outcome {
          return this.hasFlag(session, FLAG.SESSION) ? 'ok' : 'not-held';
        }
        protected override dropSessionHandle(session: Row): void {
          if (this.words[session + SESSION_HANDLES] > 0) super.dropSessionHandle(session);
        }
      })(),
  },
  'release-session-twice': {
    sentence: 'one release takes two handles away',
    rule: 'H12',
    make: () =>
      new (class extends ProcessTable {
        protected override dropSessionHandle(session: Row): void {
          if (this.words[session + SESSION_HANDLES] > 1) this.words[session + SESSION_HANDLES]--;
          super.dropSessionHandle(session);
        }
      })(),
  },
  'release-session-keeps-it-alive': {
    sentence: 'a session without groups does not end with its last handle',
    rule: 'H12',
    make: () =>
      new (class extends ProcessTable {
        protected override dropSessionHandle(session: Row): void {
          this.words[session + SESSION_HANDLES]--;
          this.words[HANDLES]--;
        }
      })(),
  },
  'release-session-ends-it': {
    sentence: 'a session ends with its last handle, whatever groups it has',
    rule: 'H12',
    make: () =>
      new (class extends ProcessTable {
        protected override dropSessionHandle(session: Row): void {
          super.dropSessionHandle(session);
          const held = this.words[session + SESSION_HANDLES] > 0;
          if (this.hasFlag(session, FLAG.SESSION) && !held) this.endSession(session);
        }
      })(),
  },
};
