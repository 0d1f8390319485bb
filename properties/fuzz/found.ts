// Inputs that broke an assertion once, each with what was wrong then.
import type { Input, Plan } from './input.ts';
import { base64, HERE } from './input.ts';

function inProcess(origin: string, plan: Omit<Plan, 'alone'>): Input {
  return { origin, files: {}, plan: { ...plan, alone: false } };
}

function explored(origin: string, plan: Plan, ...words: readonly string[]): Input {
  const module = `import { hostileSystem } from '${HERE}/hostile-system.ts';\nexport default hostileSystem(${JSON.stringify(plan)});\n`;
  return {
    origin,
    files: { 'system.mjs': base64(module) },
    words: ['explore', '--sut', './system.mjs', '--ids', '2', ...words],
  };
}

const SOMETIMES = { seed: 107_307_673, percent: 10, methods: ['apply'], alone: true } as const;

export const FOUND: readonly Input[] = [
  inProcess('"supports" that is no list was asked what it includes', {
    seed: 481_140_953,
    percent: 40,
    methods: ['supports', 'guards'],
  }),
  inProcess('"knownDeviations" that is no list was gone through', {
    seed: 135_453_020,
    percent: 40,
    methods: ['knownDeviations', 'restore'],
  }),
  inProcess('"knownDeviations" that is four milliards of holes was gone through', {
    seed: 2_030_595_807,
    percent: 2,
    methods: ['reset', 'knownDeviations', 'close'],
  }),
  inProcess('a name that is no text was written into a trace', {
    seed: 1_964_685_549,
    percent: 40,
    methods: ['selfCheck', 'name'],
  }),
  inProcess('a certificate was tried of a system that does not do the same twice', {
    seed: 281_195_760,
    percent: 40,
    methods: ['observe'],
  }),
  inProcess('a revoked proxy was thrown', {
    seed: 107_740_358,
    percent: 2,
    methods: ['apply', 'close', 'restore'],
  }),
  inProcess('a proxy was thrown that throws when it is asked what it is', {
    seed: 599_228_540,
    percent: 10,
    methods: ['apply', 'observe', 'restore'],
  }),
  explored('a shorter failure was looked for in a module that does not do the same twice', SOMETIMES),
  explored('a module that does not do the same twice was drawn', SOMETIMES, '--graph', 'states.dot'),
];
