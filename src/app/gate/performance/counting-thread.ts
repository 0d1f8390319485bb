// The thread in which the work of a set's table is counted where nothing else ran: the work is its one message.
import { parentPort, workerData } from 'node:worker_threads';
import { commandSetOf, specificationOf } from '../../../command-sets.ts';
import { inOneGo } from '../../../lockstep/pauses.ts';
import { countedCommands } from './counted-commands.ts';

const set = commandSetOf(workerData as string)!;
parentPort?.postMessage(inOneGo(countedCommands(set.table, specificationOf(set.makeSystem()))), []);
