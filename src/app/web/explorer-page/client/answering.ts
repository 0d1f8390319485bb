// Answers questions in a worker of the page, which is ended where nobody wants the answer any more.
import type { FindProgress } from '../../../../engines/ask/find-shortest.ts';
import { answerTo } from '../asking.ts';
import type { PageAnswer, PageQuestion } from '../asking.ts';

/** The messages of the worker. `ready` is the first one. */
export type WorkerMessage =
  | { readonly is: 'ready' }
  | { readonly is: 'progress'; readonly progress: FindProgress }
  | { readonly is: 'answer'; readonly answer: PageAnswer };

/** The little of a worker's global scope that is used. */
interface WorkerScope {
  addEventListener: (type: 'message', listen: (event: { readonly data: unknown }) => void) => void;
  postMessage: (message: WorkerMessage, transferred: []) => void;
  setTimeout: (then: () => void, ms: number) => unknown;
  readonly performance: { readonly now: () => number };
}

/** Sets a worker going. */
export function startAnswering(scope: WorkerScope): void {
  scope.addEventListener('message', ({ data }) => {
    // The page sends nothing else.
    const asked = answerTo(data as PageQuestion, {
      now: () => scope.performance.now(),
      breathe: () => new Promise((resolve) => void scope.setTimeout(resolve, 0)),
      stopped: () => false,
      progress: (progress) => scope.postMessage({ is: 'progress', progress }, []),
    });
    asked.then(
      (answer) => scope.postMessage({ is: 'answer', answer }, []),
      (error: unknown) =>
        // A rejection would end here: thrown from a timer it reaches the page.
        scope.setTimeout(() => {
          throw error;
        }, 0),
    );
  });
  scope.postMessage({ is: 'ready' }, []);
}
