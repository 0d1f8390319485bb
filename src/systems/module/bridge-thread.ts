// Run as a thread beside an engine that cannot wait: converses with the process of a module, starts it anew after trouble, and
// wakes the engine for each reply.
import { workerData } from 'node:worker_threads';
import { describeThrown } from '../../contract/foreign-value.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import { Trouble } from '../../contract/trouble.ts';
import { ChildProcesses } from '../process/child-process.ts';
import { limitOf } from '../wire/handshake.ts';
import type { Partner } from '../wire/handshake.ts';
import { troubleFrom } from '../wire/messages.ts';
import { closeConnection } from '../wire/system.ts';
import type { BridgeGreeting, BridgeReply, BridgeRequest, BridgeStart, TroubleParts } from './bridge.ts';
import { NoModule } from './load.ts';
import { greetModule } from './system.ts';

const { module, limits, port, replies } = workerData as BridgeStart;
const children = new ChildProcesses();
const hold = children.hold();
let connection: Partner | undefined;
let generation = 1;

function partsOf({ message, method, threw, hung, log }: Trouble): TroubleParts {
  return { message, method, threw, hung, log };
}

async function answerTo(request: BridgeRequest): Promise<Omit<BridgeReply, 'generation'>> {
  if (request.method === 'close') {
    using _hold = hold;
    if (connection !== undefined) await closeConnection(connection, limits);
    return {};
  }
  connection ??= (await greetModule(module, limits, children)).connection;
  const limit = limitOf(limits);
  const { trouble, ...reply } =
    request.method === 'step'
      ? await connection.call('step', request.params, limit)
      : request.method === 'try_each'
        ? await connection.call('try_each', request.params, limit)
        : await connection.call(request.method, {}, limit);
  if (trouble !== undefined) throw troubleFrom(trouble);
  return reply;
}

/** Trouble that the process lives to tell of leaves it as it is; any other ends it, and its snapshots go with it. */
async function serve(request: BridgeRequest): Promise<BridgeReply> {
  try {
    return { ...(await answerTo(request)), generation };
  } catch (error) {
    if (error instanceof Hindrance) return { hindrance: error.message, generation };
    // A bug of ours is told on the engine's thread, which sleeps until it hears something.
    if (!(error instanceof Trouble)) return { broken: describeThrown(error), generation };
    if (connection?.trouble !== undefined) {
      await connection.end();
      connection = undefined;
      generation += 1;
    }
    return { trouble: partsOf(error), generation };
  }
}

async function greet(): Promise<BridgeGreeting> {
  try {
    const greeted = await greetModule(module, limits, children);
    ({ connection } = greeted);
    return { introduction: greeted.introduction };
  } catch (error) {
    hold[Symbol.dispose]();
    if (error instanceof Trouble) return { trouble: partsOf(error) };
    if (error instanceof NoModule) return { noModule: error.message };
    if (error instanceof Hindrance) return { hindrance: error.message };
    throw error;
  }
}

port.postMessage(await greet());
port.on('message', (request: BridgeRequest) => {
  void serve(request).then((reply) => {
    port.postMessage(reply);
    Atomics.add(replies, 0, 1);
    Atomics.notify(replies, 0);
  });
});
