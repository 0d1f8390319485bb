// Code over shared words as a system under test: driven by schedules in this thread, and asked one command after the other
// by running the same code from the start with nobody beside it.
import type { Command } from '../../contract/command.ts';
import { runStepper } from '../../contract/concurrent/run-of-stepper.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import { SteppedWords } from './stepped-words.ts';
import type { SteppedSubject, SteppedWordsOptions } from './stepped-words.ts';

/** The words about such a system. */
type About = Pick<
  SystemUnderTest,
  'name' | 'commandSet' | 'supports' | 'consistentReads' | 'profile' | 'idMax'
>;

/** Workers that are there while commands follow one another. */
const WORKERS = 2;

/** A system of a subject. A command costs as many as have run since the reset, since the code begins anew each time. */
export function steppedSystem<Of extends Command = Command>(
  about: About,
  subject: SteppedSubject<Of>,
  options: SteppedWordsOptions = { races: true },
): SystemUnderTest {
  const stepper = new SteppedWords(subject, options);
  const path: Of[] = [];
  return {
    ...about,
    concurrent: ['steps'],
    reset: () => {
      path.length = 0;
      subject.prepare(path, WORKERS);
    },
    apply: (command) => {
      path.push(command as Of);
      return subject.prepare(path, WORKERS)[path.length - 1];
    },
    observe: () => subject.observe(),
    stepper: () => stepper,
    runConcurrent: (program, schedule, limit) =>
      runStepper(stepper as unknown as SteppedWords, program, schedule, limit),
  };
}
