// A counterexample as a mermaid drawing, for places such as GitHub that render one: the commands, and where they lead,
// sessions holding groups holding processes with arrows from parent to child, as expected and as seen.
import type { ShownFields } from '../../contract/observation/fields.ts';
import { printAnswer, printCommand } from '../../contract/notation/trace.ts';
import type { Observation, ProcessObservation } from '../../contract/observation/observation.ts';
import { marksOf } from '../../contract/notation/process-marks.ts';
import { layOut } from '../../contract/observation/tree.ts';
import { visible } from '../../contract/visible.ts';
import { titleOf } from '../file/record.ts';
import type { Story } from '../explain/story.ts';
import { expectedText } from '../explain/story.ts';

/** The text between the fences of a `mermaid` block. */
export function mermaidOf(story: Story): string {
  const last = story.steps.at(-1);
  const expected = story.failure?.divergence.expected ?? last?.model ?? story.start.model;
  const { seen, differences = [] } = story.failure?.divergence ?? {};
  const differing = new Set(differences.map(({ of }) => of));
  const lines = [
    'flowchart LR',
    `  steps[${label(stepLines(story).join('\n'))}]`,
    ...stateLines(story, 'm', 'the model expects', expected, differing),
    ...(seen === undefined
      ? []
      : stateLines(story, 's', `${story.system ?? 'the system'} shows`, seen, differing)),
    '  steps ~~~ m',
    ...(seen === undefined ? [] : ['  m ~~~ s']),
    '  classDef zombie stroke-dasharray:4 3',
    '  classDef differs stroke:#c2410c,stroke-width:3px',
    '  style steps text-align:left',
  ];
  return `${lines.join('\n')}\n`;
}

/** Each command with its answer; at the failing one, both. */
function stepLines({ steps, failure, specification }: Story): string[] {
  const { seenAnswer, kind } = failure?.divergence ?? {};
  const lines = steps.map(({ command, expectedAnswer }, index) => {
    const answer = expectedText(expectedAnswer);
    const other = index === steps.length - 1 && kind === 'answer' && seenAnswer !== undefined;
    return `(${index + 1}) ${printCommand(command, specification.vocabulary)}: ${answer}${other ? ` expected, ${printAnswer(seenAnswer)} seen` : ''}`;
  });
  return failure === undefined ? lines : [...lines, titleOf(failure.divergence)];
}

/** One side: `prefix` keeps the ids of the two apart. */
function stateLines(
  { specification, heldAtEnd: held }: Story,
  prefix: string,
  title: string,
  observation: Observation,
  differing: ReadonlySet<string>,
): string[] {
  const lines: string[] = [`  subgraph ${prefix}[${label(title)}]`];
  const { sessions } = layOut(observation, held);
  const marked: string[] = [];
  const mark = (id: string, of: string): void => {
    if (differing.has(of)) marked.push(id);
  };
  const zombies: string[] = [];
  const arrows: string[] = [];
  const pids = new Set((observation.processes ?? []).map(({ pid }) => pid));
  for (const session of sessions) {
    const sessionId = `${prefix}_session_${session.sid ?? 'unknown'}`;
    lines.push(
      `    subgraph ${sessionId}[${label(`session ${session.sid ?? '?'}${heldText(session.held)}`)}]`,
    );
    mark(sessionId, `session ${session.sid}`);
    if (session.groups.length === 0) lines.push(`      ${sessionId}_empty[${label('no groups')}]`);
    for (const group of session.groups) {
      const groupId = `${prefix}_group_${group.pgid ?? 'unknown'}`;
      lines.push(`      subgraph ${groupId}[${label(`group ${group.pgid ?? '?'}${heldText(group.held)}`)}]`);
      mark(groupId, `group ${group.pgid}`);
      if (group.members.length === 0) lines.push(`        ${groupId}_empty[${label('no members')}]`);
      for (const process of group.members) {
        const id = `${prefix}_${process.pid}`;
        lines.push(`        ${id}(${label(processText(process, specification.vocabulary.shows))})`);
        mark(id, `process ${process.pid}`);
        if (process.state === 'zombie') zombies.push(id);
        if (typeof process.parent === 'number' && pids.has(process.parent))
          arrows.push(`    ${prefix}_${process.parent} --> ${id}`);
      }
      lines.push('      end');
    }
    lines.push('    end');
  }
  lines.push('  end', ...arrows.map((arrow) => arrow.slice(2)));
  if (zombies.length > 0) lines.push(`  class ${zombies.join(',')} zombie`);
  if (marked.length > 0) lines.push(`  class ${marked.join(',')} differs`);
  return lines;
}

function processText(process: ProcessObservation, shows: ShownFields): string {
  return [process.pid, ...marksOf(process, shows)].join('\n');
}

function heldText(count: number): string {
  return count === 0 ? '' : count === 1 ? ', held' : `, held ${count} times`;
}

/** A quoted label; everything that mermaid or the HTML below it could take for more than text is a character code. */
function label(text: string): string {
  const lines = text
    .split('\n')
    .map((line) =>
      visible(line).replaceAll(/[^\w ,.:;()=→-]/gu, (character) => `#${character.codePointAt(0)};`),
    );
  return `"${lines.join('<br/>')}"`;
}
