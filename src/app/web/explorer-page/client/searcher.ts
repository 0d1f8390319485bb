// Has questions answered beside the page: in a worker made of the page's own script or, where the browser allows none, in slices
// between what else the page does. Either way a search can be cancelled.
import type { FindProgress } from '../../../../engines/ask/find-shortest.ts';
import type { PageWindow, PageWorker } from '../../components/dom.ts';
import { answerTo } from '../asking.ts';
import type { PageAnswer, PageQuestion } from '../asking.ts';
import type { WorkerMessage } from './answering.ts';

/** The ones who want to know. */
interface Listener {
  readonly progress: (progress: FindProgress) => void;
  readonly answer: (answer: PageAnswer) => void;
}

/** Ends a search; nothing is heard of it any more. */
export type CancelSearch = () => void;

/** The searches of one page. */
export class Searcher {
  readonly #window: PageWindow;
  readonly #script: string | undefined;
  #allowsWorkers: boolean;

  /** @param script The page's own script, which answers where it runs in a worker. */
  constructor(window: PageWindow, script: string | undefined) {
    this.#window = window;
    this.#script = script;
    this.#allowsWorkers = script !== undefined && window.Worker !== undefined;
  }

  ask(question: PageQuestion, listener: Listener): CancelSearch {
    const worker = this.#newWorker();
    return worker === undefined
      ? this.#askHere(question, listener)
      : this.#askThere(worker, question, listener);
  }

  #newWorker(): PageWorker | undefined {
    const { Worker, Blob, URL } = this.#window;
    if (!this.#allowsWorkers || Worker === undefined) return undefined;
    const url = URL.createObjectURL(new Blob([this.#script ?? '']));
    try {
      return new Worker(url);
    } catch {
      // Says nothing: the reader is answered all the same, in the page.
      this.#allowsWorkers = false;
      return undefined;
    } finally {
      // A worker has fetched what it needs by the time that it is ready, and none takes as long as this.
      this.#window.setTimeout(() => URL.revokeObjectURL(url), FETCHED_MS);
    }
  }

  #askThere(worker: PageWorker, question: PageQuestion, listener: Listener): CancelSearch {
    let cancel = (): void => worker.terminate();
    let isReady = false;
    worker.addEventListener('message', ({ data }) => {
      const message = data as WorkerMessage; // Nothing else sends there.
      if (message.is === 'ready') {
        isReady = true;
        worker.postMessage(question, []);
      } else if (message.is === 'progress') listener.progress(message.progress);
      else {
        worker.terminate();
        listener.answer(message.answer);
      }
    });
    worker.addEventListener('error', (event) => {
      worker.terminate();
      if (isReady) {
        listener.answer(faultOf(event.message));
        return;
      }
      event.preventDefault();
      this.#allowsWorkers = false;
      cancel = this.#askHere(question, listener);
    });
    return () => cancel();
  }

  #askHere(question: PageQuestion, { progress, answer }: Listener): CancelSearch {
    let isCancelled = false;
    const asked = answerTo(question, {
      now: () => this.#window.performance.now(),
      breathe: () => new Promise((resolve) => void this.#window.setTimeout(resolve, 0)),
      stopped: () => isCancelled,
      progress: (each) => {
        if (!isCancelled) progress(each);
      },
    });
    asked.then(
      (each) => {
        if (!isCancelled) answer(each);
      },
      (error: unknown) => {
        answer(faultOf(String(error)));
        throw error;
      },
    );
    return () => {
      isCancelled = true;
    };
  }
}

/** Long enough for a browser to have begun. */
const FETCHED_MS = 10_000;

/** Nothing that a reader types should lead here. */
function faultOf(message = 'no reason was given'): PageAnswer {
  return { problem: `the search broke off by a fault of this page: ${message}` };
}
