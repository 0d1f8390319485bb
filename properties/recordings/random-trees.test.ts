// Goal: a log in which dozens of processes act at once is explained, whatever order the kernel had them act in and whatever strace
// shows of those that are killed. Method: logs of random trees that were once told to be wrong though the kernel was right, each with
// the reason; their traces.
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/engines/recordings/explain.ts';
import { keptTreeNames, linesOfKeptTree } from '../support/random-trees.ts';
import { modelDifferences, traceOfEvents } from '../support/recorded-traces.ts';
import { eventsOfLog } from '../support/told-events.ts';

/** The things that each of them shows, which an explanation has to find out. */
const SHOWS: Readonly<Record<string, string>> = {
  'moved-while-asked': 'a group that is asked for while two calls move the process',
  'ends-that-overlap': 'ends of many processes in flight while their parent finds nobody',
  'forked-before-setpgid':
    'a child that was forked before its parent was moved, as a line 145 lines on tells',
  'killed-in-setpgid': 'a setpgid that took effect though its caller was killed in it',
  'errno-of-nobody': 'a fork whose caller was killed as it returned, with an errno that there is not',
  'clone-returned-0': 'a fork whose caller was killed as it returned, with the child’s result',
  'end-after-its-effect': 'a setpgid in flight that is followed by the end of its caller alone',
  'ignored-before-the-end': 'SIGCHLD ignored while a child is on its way out',
  'number-of-another':
    'a fork whose caller was killed as it returned, with the number of another call’s child',
  'child-of-another': 'a wait whose caller was killed as it returned, with the number of another child',
  'errno-of-another': 'a setpgid that succeeded, whose caller was killed as it returned, with another errno',
  'moved-where-it-was': 'a process that moves to its own group as another moves it away from there',
  'shown-before-its-maker':
    'a child that shows before its maker, which is killed, returns with a wrong number',
  'gone-with-its-session':
    'a number put into the foreground that is nobody’s, since the zombies of its session are gone outside',
  'master-of-a-lost-terminal': 'a master that still answers a process which has lost its terminal',
  'seen-after-its-parents-end':
    'a zombie that goes with the end of its parent, and is asked for 22 lines after that',
  'ignored-between-two-ends':
    'SIGCHLD ignored when a process has left its children to another, and its own parent has not been told of its end',
  'born-long-before-it-shows': 'the group that a child was born into, as a line 740 lines on tells',
  'killed-in-setsid-long-before':
    'a setsid that took effect though its caller was killed in it, as a line 640 lines on tells',
};

describe('logs of random trees that were told to be wrong', () => {
  test('each log that is kept has its reason, and each reason its log', () => {
    expect(keptTreeNames()).toEqual(Object.keys(SHOWS).toSorted());
  });

  test.each(Object.entries(SHOWS))('%s is explained: %s', async (name) => {
    const { verdict, unexplained, unreadable } = await explain(eventsOfLog(linesOfKeptTree(name)));
    expect(unexplained.map(({ line, sentence }) => `${line}: ${sentence}`)).toEqual([]);
    expect(unreadable).toEqual([]);
    expect(verdict).toBe('pass');
  });

  test.each(keptTreeNames())('the trace of %s is answered by the model as it says', async (name) => {
    const trace = await traceOfEvents(eventsOfLog(linesOfKeptTree(name)));
    expect(modelDifferences(trace)).toEqual([]);
  });
});
