// Run as a thread: everything written for some texts, by a copy of the program whose escaping leaves some characters as they
// are. The source of the escaping is changed while it is loaded.
import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

const { left, texts } = workerData as { readonly left: string; readonly texts: readonly string[] };
const CHANGED = /RegExp\(`((?:\(\?!\\\\n\))?)\[\$\{UNSEEN\}\]`/g;

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith('/src/contract/visible.ts')) return loaded;
    const source = Buffer.from(loaded.source as Uint8Array).toString();
    const changed = source.replaceAll(CHANGED, (_, before: string) => {
      return `RegExp(\`${before}(?![${left.replaceAll('\\', '\\\\')}])[\${UNSEEN}]\``;
    });
    if (changed.split('(?![').length !== 3)
      throw new Error('the escaping has another form: change the mutant');
    return { ...loaded, source: changed };
  },
});

const { exitsFor } = await import('./exits.ts');
const written = [];
for (const text of texts) written.push(await exitsFor(text));
parentPort?.postMessage(written, []);
