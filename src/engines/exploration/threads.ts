// Worker threads that answer requests in order, and what each makes for itself by recipes: a system and its specification.
import { Worker } from 'node:worker_threads';
import type { Recipe } from '../../contract/recipe.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import type { Specification } from '../../model/specification.ts';

/** The recipes by which a worker makes the system and its specification. */
export interface Recipes {
  readonly system: Recipe;
  readonly specification: Recipe;
}

/** The recipes of both; undefined where one of them is an object that is there once. */
export function recipesOf(system: SystemUnderTest, specification: Specification): Recipes | undefined {
  const recipes = { system: system.again?.(), specification: specification.mostDecided.recipe };
  return recipes.system === undefined || recipes.specification === undefined
    ? undefined
    : { system: recipes.system, specification: recipes.specification };
}

/** Threads that have said that they can be asked. */
export interface Threads<Request, Reply> {
  /** A thread that dies makes its requests fail, and all later ones. */
  readonly ask: (index: number, request: Request, transfer?: ArrayBuffer[]) => Promise<Reply>;
  readonly close: () => Promise<void>;
}

/** Starts so many threads of a file, whose first message says that it can be asked. */
export async function startThreads<Request, Reply>(
  file: URL,
  task: unknown,
  size: number,
): Promise<Threads<Request, Reply>> {
  const workers = Array.from({ length: size }, () => new Worker(file, { workerData: task }));
  await Promise.all(workers.map(readiness));
  const waiting = workers.map(() => [] as PromiseWithResolvers<Reply>[]);
  let dead: Error | undefined;
  for (const [index, worker] of workers.entries()) {
    const queue = waiting[index];
    const fail = (error: Error): void => {
      dead ??= error;
      for (const { reject } of queue.splice(0)) reject(error);
    };
    worker.on('message', (reply: Reply) => queue.shift()?.resolve(reply));
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('a worker ended before its work')));
  }
  return {
    ask: async (index, request, transfer = []) => {
      if (dead !== undefined) throw dead;
      const answer = Promise.withResolvers<Reply>();
      waiting[index].push(answer);
      workers[index].postMessage(request, transfer);
      return await answer.promise;
    },
    close: async () => {
      await Promise.all(workers.map(async (worker) => await worker.terminate()));
    },
  };
}

/** Its first message says that it can be asked. */
async function readiness(worker: Worker): Promise<void> {
  const ready = Promise.withResolvers<void>();
  worker.once('message', () => ready.resolve());
  worker.once('error', ready.reject);
  await ready.promise;
}

/** Makes a system and its specification, each by its recipe. */
export async function madeBy(recipes: Recipes): Promise<{
  readonly system: SystemUnderTest;
  readonly specification: Specification;
}> {
  return {
    system: (await made(recipes.system)) as SystemUnderTest,
    specification: (await made(recipes.specification)) as Specification,
  };
}

/** Makes the thing of a recipe. */
async function made({ module, make, argument }: Recipe): Promise<unknown> {
  const exported = ((await import(module)) as Readonly<Record<string, unknown>>)[make];
  if (typeof exported !== 'function') throw new Error(`${module} exports no function ${make}`);
  return (exported as (argument: unknown) => unknown)(argument);
}
