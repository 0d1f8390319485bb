// The suite passes right systems of every kind: those that the quick tests leave out.
import { test } from 'vitest';
import { modelSystem } from '../../src/lockstep/model-system.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { tableSystem } from '../../src/systems/in-process.ts';
import { expectAllPass, tableElsewhere } from './systems.ts';

test.each([
  ['the table', () => tableSystem()],
  ['a table elsewhere', () => tableElsewhere()],
  ['the model of the hierarchy commands', () => modelSystem()],
  ['the model of the POSIX commands', () => modelSystem(POSIX.linux)],
])('%s passes every check', (_name, make) => expectAllPass(make));
