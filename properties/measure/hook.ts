// Loaded before a program (`node --import`): has Node load the sources of one checkout with every function reporting its calls,
// and writes what was counted when the process ends. MEASURE_WAYS says in JSON what to count and where to write it.
import fs, { writeFileSync } from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { instrument } from './instrument.ts';
import type { Task } from './tracing.ts';
import { Counter } from './tracing.ts';

const words = process.env['MEASURE_WAYS'];
if (words !== undefined && isMainThread) {
  const task = JSON.parse(words) as Task;
  const tracer = new Counter(task);
  (globalThis as { __tracer?: unknown }).__tracer = tracer;
  registerHooks({
    load(url, context, next) {
      const path = url.startsWith('file:') ? fileURLToPath(url) : '';
      if (!path.startsWith(`${task.root}/src/`) || !path.endsWith('.ts')) return next(url, context);
      const file = path.slice(`${task.root}/`.length);
      const { text, functions } = instrument(file, fs.readFileSync(path, 'utf8'), tracer.size, task.values);
      tracer.add(file, functions);
      return { format: 'module-typescript', source: text, shortCircuit: true };
    },
  });
  const { writeFileSync: write } = fs;
  fs.writeFileSync = (...given: Parameters<typeof write>) => {
    write(...given);
    if (typeof given[1] === 'string') tracer.wrote(given[1]);
  };
  syncBuiltinESMExports();
  process.on('exit', () => writeFileSync(task.output, JSON.stringify(tracer.counted())));
}
