// The costs of the gate's checks are true of the table of the hierarchy commands too.
import { test } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import { expectWithinCosts } from './costs.ts';

test('no check gives the table of the hierarchy commands more commands than the check costs', () =>
  expectWithinCosts(() => tableSystem()));
