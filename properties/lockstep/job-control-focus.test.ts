// Goal: on a large hierarchy, where a step shows a part alone, nothing right is told as wrong. Method: the model of job control
// beside itself, with many processes.
import { expect, test } from 'vitest';
import { Decoder } from '../../src/engines/generate/command-decoder.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import { shapeOf } from '../../src/engines/generate/swarm.ts';
import { Lockstep } from '../../src/lockstep/lockstep.ts';
import { modelSystem } from '../../src/lockstep/model-system.ts';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';

const PROCESSES = 90;
const COMMANDS = 3000;

test('the model of job control agrees with itself where a step shows what it can have touched alone', () => {
  const { linux } = JOB_CONTROL;
  const lockstep = new Lockstep(modelSystem(linux), linux);
  const dice = new Dice();
  dice.seed(3);
  const anybody = (): number => lockstep.state.processes.idAt(dice.below(lockstep.state.processes.size));
  expect(lockstep.reset()).toBeUndefined();
  for (let child = 2; child <= PROCESSES; child += 1)
    expect(lockstep.step({ name: 'fork', process: anybody(), child })).toBeUndefined();
  const ids = Array.from({ length: PROCESSES + 8 }, (_, index) => index + 1);
  const shape = { ...shapeOf(3, linux.vocabulary, linux.commands, 2, 15), names: linux.commands, ids };
  const decoder = new Decoder(linux, linux.commands, { ...shape, growth: 'any', refusedPercent: 20 });
  let stopped = 0;
  for (let step = 0; step < COMMANDS; step += 1) {
    const before = lockstep.state;
    const drawn = decoder.decode(dice.below(0x7fff_ffff), before);
    const fork = { name: 'fork', process: anybody(), child: dice.below(PROCESSES) + 2 };
    const shrinks = ['exit', 'waitpid'].includes(drawn.name) && before.processes.size < PROCESSES;
    const command = shrinks && linux.isIssuable(before, fork) ? fork : drawn;
    expect(lockstep.step(command)?.sentence).toBeUndefined();
    lockstep.state.jobs.forEachChange(before.jobs, (_, was, is) => {
      if (is?.stopped === true && was?.stopped !== true) stopped += 1;
    });
  }
  expect(stopped).toBeGreaterThan(20);
  expect(lockstep.invariantCounts.get('I11')?.checked).toBeLessThan(COMMANDS / 2);
  expect(lockstep.invariantCounts.get('I14')?.checked).toBeGreaterThan(COMMANDS);
});
