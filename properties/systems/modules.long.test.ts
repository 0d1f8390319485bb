// Goal: what misbehaving-modules.long.test.ts claims of some misbehaviours for each way to drive a module holds for all of them. Method: every
// misbehaviour asked at once, and every command with every case.
import { describe, test } from 'vitest';
import { atOnce, COMMAND_ROWS, failsAtTheExit, isOneObject, OF_ITS_ANSWERS } from '../support/misbehaving.ts';

test.each(OF_ITS_ANSWERS)(
  'a module, asked at once, that %s fails at that command, and is gone',
  async (...misbehaviour) => {
    await failsAtTheExit(atOnce, misbehaviour);
  },
);

describe.concurrent('from the command line, with --json,', () => {
  test.each(COMMAND_ROWS)(
    'the --json of %s of a module that %s is one object that says: %s',
    async (...row) => {
      await isOneObject(row);
    },
  );
});
