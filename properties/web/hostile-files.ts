// Files that are handed to the explorer and are none that it can open: each with what is wrong about it, and its text.

const RECORD = {
  version: 2,
  commandSet: 'hierarchy',
  system: 'table',
  steps: [{ command: { name: 'fork', process: 1, child: 2 }, answer: { ok: { pid: 2 } } }],
};

const trace = (...lines: readonly string[]): string => ['procession trace 1 hierarchy', ...lines].join('\n');
const record = (changed: object): string => JSON.stringify({ ...RECORD, ...changed });
const step = (command: unknown): string => record({ steps: [{ command }] });

export const HOSTILE_FILES: readonly (readonly [about: string, text: string])[] = [
  ['it is empty', ''],
  ['it is blank', ' \n\n\t'],
  ['it is a zero', '\0'],
  ['it is bytes', '\u007fELF\u0002\u0001\u0001\0\0\ufffd\ufffd'],
  ['it is markup', '<!doctype html><script>window.harmed = 1</script>'],
  ['its head has another version', 'procession trace 9 hierarchy\n1 fork 2'],
  ['its head has another set', 'procession trace 1 windows\n1 fork 2'],
  ['its head has no set', 'procession trace 1\n1 fork 2'],
  ['its head is in capitals', 'PROCESSION TRACE 1 HIERARCHY\n1 fork 2'],
  ['it has branches', 'procession trace 2 hierarchy\n1 fork 2'],
  ['its command is of another set', trace('1 setsid')],
  ['its command is markup', trace('1 <img src=x onerror=alert(1)>')],
  ['its command is inherited by every object', trace('1 constructor')],
  ['its command is __proto__', trace('1 __proto__ 2')],
  ['its command lacks an argument', trace('1 fork')],
  ['its command has an argument too many', trace('1 fork 2 3')],
  ['its id is zero', trace('0 fork 2')],
  ['its id is negative', trace('1 fork -2')],
  ['its id is larger than any', trace('1 fork 99999999999999999999')],
  ['its id is a fraction', trace('1 fork 2.5')],
  ['its id is in exponents', trace('1 fork 1e3')],
  ['its id is in another script', trace('1 fork ٢')],
  ['its answer is none', trace('1 fork 2 => maybe')],
  ['its answer has a field twice', trace('1 fork 2 => ok pid=2 pid=2')],
  ['its arrow leads nowhere', trace('1 fork 2 =>')],
  ['its line is long', trace(`1 fork ${'2'.repeat(100_000)}`)],
  ['it turns the direction of text', trace('1 \u202efork 2')],
  ['a zombie acts in it', trace('1 fork 2', '2 exit 0', '2 setsid').replace('hierarchy', 'posix')],
  ['it has too many commands', trace(...Array.from({ length: 5001 }, () => '1 exit'))],
  ['it is the beginning of JSON', '{"version": 2, "commandSet"'],
  ['it is a list', '[]'],
  ['it is deep', '['.repeat(50_000)],
  ['it is an object without anything', '{}'],
  ['its version is of the future', record({ version: 99 })],
  ['its version is a text', record({ version: '2' })],
  ['its set is an object', record({ commandSet: { toString: 1 } })],
  ['its steps are an object', record({ steps: { length: 1e9 } })],
  ['its step is null', record({ steps: [null] })],
  ['its command has no name', step({ process: 1 })],
  ['its command has a name of every object', step({ name: 'toString' })],
  ['its command has a text for an id', step({ name: 'fork', process: '1', child: 2 })],
  ['its command has a huge id', step({ name: 'fork', process: 1, child: 1e300 })],
  ['its command changes a prototype', `{"version":2,"commandSet":"hierarchy","__proto__":{"steps":[]}}`],
  ['it has branches as JSON', record({ version: 3 })],
];
