// A module in a process of its own as a system that answers at once, for a search that needs snapshots and cannot wait: a
// thread (bridge-thread.ts) converses with the process, and the engine's thread sleeps until the thread has an answer.
// The process keeps the snapshots; here each is a number.
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Answer, Command } from '../../contract/command.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import type { ShownStep, SystemUnderTest, Whence } from '../../contract/system.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import { AdapterBroke, Trouble } from '../../contract/trouble.ts';
import { limitOf, startLimit } from '../wire/handshake.ts';
import type { Introduction, WireLimits } from '../wire/handshake.ts';
import type { HOST_METHODS, ParamsOf } from '../wire/messages.ts';
import { NoModule } from './load.ts';
import type { ModuleFile } from './system.ts';

/** A request of the engine's thread. */
export type BridgeRequest =
  | { readonly method: 'reset' | 'self_check' | 'close' }
  | { readonly method: 'step'; readonly params: StepParams }
  | { readonly method: 'try_each'; readonly params: TryParams };

type StepParams = ParamsOf<typeof HOST_METHODS, 'step'>;
type TryParams = ParamsOf<typeof HOST_METHODS, 'try_each'>;

/** An answer of the bridge's thread: parts of it as the request asked for. */
export interface BridgeReply {
  readonly answer?: Answer;
  readonly observation?: Observation;
  readonly snapshot?: number;
  readonly steps?: readonly ShownStep[];
  readonly sentences?: readonly string[];
  /** An exception over there, which is no value to be sent. */
  readonly trouble?: TroubleParts;
  /** The reason that there is nothing to be said of the module. */
  readonly hindrance?: string;
  /** A bug of ours over there. */
  readonly broken?: string;
  /** The process that answered: its snapshots are gone with it. */
  readonly generation: number;
}

/** A {@link Trouble} as data. */
export type TroubleParts = Pick<Trouble, 'message' | 'method' | 'threw' | 'hung' | 'log'>;

/** The first message of the thread. */
export type BridgeGreeting =
  | { readonly introduction: Introduction }
  | { readonly trouble: TroubleParts }
  | { readonly hindrance: string }
  | { readonly noModule: string };

/** The data that the thread is started with. */
export interface BridgeStart {
  readonly module: ModuleFile;
  readonly limits: WireLimits;
  readonly port: MessagePort;
  /** Counts the replies sent; the engine's thread sleeps on it. */
  readonly replies: Int32Array;
}

/** So much longer than its limits allow, the thread itself is broken. */
const BROKEN_MS = 60_000;

/** A module as a system that answers at once. Throws as `moduleSystem` does. */
export async function bridgedModule(module: ModuleFile, limits: WireLimits = {}): Promise<SystemUnderTest> {
  const { port1: port, port2 } = new MessageChannel();
  const replies = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const start: BridgeStart = { module, limits, port: port2, replies };
  const thread = new Worker(new URL(`./bridge-thread${import.meta.url.slice(-3)}`, import.meta.url), {
    workerData: start,
    transferList: [port2],
  });
  const greeting = await new Promise<BridgeGreeting>((resolve, reject) => {
    thread.once('error', reject);
    port.once('message', resolve);
  });
  thread.unref();
  port.unref();
  if ('introduction' in greeting) return new Bridged(greeting.introduction, start, port, thread).system();
  await thread.terminate();
  if ('noModule' in greeting) throw new NoModule(greeting.noModule);
  if ('hindrance' in greeting) throw new Hindrance(greeting.hindrance);
  throw thrownFrom(greeting.trouble);
}

class Bridged {
  readonly #introduction: Introduction;
  readonly #port: MessagePort;
  readonly #replies: Int32Array;
  readonly #thread: Worker;
  /** The state shown now; undefined where that must be asked. */
  #shown: Observation | undefined;
  /** The snapshot to be restored before anything else happens. */
  #restore: number | undefined;
  #forget: number[] = [];
  #generation = 1;
  readonly #patienceMs: number;

  constructor(
    introduction: Introduction,
    { replies, limits }: BridgeStart,
    port: MessagePort,
    thread: Worker,
  ) {
    this.#introduction = introduction;
    this.#port = port;
    this.#replies = replies;
    this.#thread = thread;
    this.#patienceMs = startLimit(limits).ms + limitOf(limits).ms + BROKEN_MS;
  }

  /** With the optional methods that the module has. */
  system(): SystemUnderTest {
    // A search of one command after the other runs none at the same time.
    const { restarts: _, mayHaveCopies: __, concurrent: ___, has, ...about } = this.#introduction;
    const puts = has.includes('snapshot') && has.includes('restore');
    return {
      ...about,
      reset: () => {
        this.#restore = undefined;
        this.#shown = this.#ask({ method: 'reset' }).observation ?? {};
      },
      // The search looks at what every command led to: it is shown in the same round trip.
      apply: (command) => this.#step({ command: { ...command }, observe: true }).answer as Answer,
      observe: () => this.#shown ?? (this.#step({ observe: true }).observation as Observation),
      tryEach: (from, commands) => this.#tryEach(from, commands),
      ...(puts && {
        snapshot: () => ({
          number: this.#step({ snapshot: true }).snapshot,
          generation: this.#generation,
        }),
        restore: (snapshot) => this.#toRestore(snapshot as Kept),
        forget: (snapshot) => {
          const { number, generation } = snapshot as Kept;
          if (generation === this.#generation) this.#forget.push(number);
        },
      }),
      ...(has.includes('selfCheck') && {
        selfCheck: () => {
          if (this.#restore !== undefined) this.#step({});
          return this.#ask({ method: 'self_check' }).sentences ?? [];
        },
      }),
      close: () => {
        try {
          this.#ask({ method: 'close' });
        } finally {
          void this.#thread.terminate();
        }
      },
    };
  }

  #tryEach(from: Whence, commands: readonly Command[]): readonly ShownStep[] {
    const copies = (given: readonly Command[]) => given.map((command) => ({ ...command }));
    if ('snapshot' in from) this.#toRestore(from.snapshot as Kept);
    const restore = this.#restore;
    // Nobody knows where it stands afterwards: it is to be reset or restored.
    this.#restore = undefined;
    this.#shown = undefined;
    const path = 'path' in from ? copies(from.path) : [];
    const params = { path, commands: copies(commands), ...(restore !== undefined && { restore }) };
    return this.#ask({ method: 'try_each', params }).steps ?? [];
  }

  #toRestore({ number, generation }: Kept): void {
    if (generation !== this.#generation)
      throw new Trouble('the process that kept the snapshot has ended', { method: 'restore' });
    this.#restore = number;
    this.#shown = undefined;
  }

  /** A snapshot is restored on the way, so that it costs no round trip of its own. */
  #step(params: Partial<StepParams>): BridgeReply {
    const restore = this.#restore;
    const forget = this.#forget;
    this.#restore = undefined;
    this.#forget = [];
    if (params.command !== undefined) this.#shown = undefined;
    const reply = this.#ask({
      method: 'step',
      params: {
        forget,
        observe: false,
        snapshot: false,
        ...params,
        ...(restore !== undefined && { restore }),
      },
    });
    if (reply.observation !== undefined) this.#shown = reply.observation;
    return reply;
  }

  /** Sends a request and sleeps until the reply is there. Throws the trouble that it tells of. */
  #ask(request: BridgeRequest): BridgeReply {
    const before = Atomics.load(this.#replies, 0);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
    this.#port.postMessage(request);
    if (Atomics.wait(this.#replies, 0, before, this.#patienceMs) === 'timed-out')
      throw new AdapterBroke('the thread beside the module gave no answer');
    const reply = receiveMessageOnPort(this.#port)?.message as BridgeReply;
    this.#generation = reply.generation;
    if (reply.broken !== undefined) throw new AdapterBroke(reply.broken);
    if (reply.hindrance !== undefined) throw new Hindrance(reply.hindrance);
    if (reply.trouble !== undefined) throw thrownFrom(reply.trouble);
    return reply;
  }
}

/** A snapshot as the engine keeps it. */
interface Kept {
  readonly number: number;
  readonly generation: number;
}

function thrownFrom({ message, ...details }: TroubleParts): Trouble {
  return new Trouble(message, details);
}
