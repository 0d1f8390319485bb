// A run of branches as a mermaid sequence diagram, for places such as GitHub that render one: a lifeline a branch, an arrow
// to the system for each call, one back for each answer, and notes for points and the orders tried.
import { visible } from '../../contract/visible.ts';
import type { ConcurrentStory } from '../explain/concurrent-story.ts';
import type { LaneRow } from '../explain/lanes.ts';
import { titleOf } from '../file/record.ts';

/** The text between the fences of a `mermaid` block. */
export function lanesMermaidOf(story: ConcurrentStory): string {
  const { lanes, prefix, orders, failure, system } = story;
  const names = Array.from({ length: lanes.branches }, (_, index) => `b${index + 1}`);
  const all = `b1,b${lanes.branches}`;
  const lines = [
    'sequenceDiagram',
    ...names.map((name, index) => `  participant ${name} as branch ${index + 1}`),
    `  participant s as ${label(system ?? 'the system')}`,
    ...prefix.map(({ text, answer }) => note(all, answer === undefined ? text : `${text}: ${answer}`)),
    ...(lanes.rows.length === 0
      ? story.branches.flatMap((commands, index) =>
          commands.flatMap(({ text, answer }) => [
            `  b${index + 1}->>s: ${label(text)}`,
            ...(answer === undefined ? [] : [`  s-->>b${index + 1}: ${label(answer)}`]),
          ]),
        )
      : lanes.rows.flatMap((row) => rowLines(row))),
    ...(failure === undefined ? [] : [note(all, titleOf(failure))]),
    ...(failure === undefined ? [] : orders.map(({ sentence }) => note(all, sentence))),
  ];
  return `${lines.join('\n')}\n`;
}

function rowLines({ branch, at, calls, answers, number }: LaneRow): readonly string[] {
  const own = `b${branch}`;
  return [
    ...(calls === undefined ? [] : [`  ${own}->>s: ${label(`(${number}) ${calls}`)}`]),
    ...(at === undefined ? [] : [`  Note over ${own}: ${label(`(${number}) ${at}`)}`]),
    ...(answers === undefined ? [] : [`  s-->>${own}: ${label(answers)}`]),
  ];
}

function note(over: string, text: string): string {
  return `  Note over ${over}: ${label(text)}`;
}

/** Everything that mermaid could take for more than text is a character code. */
function label(text: string): string {
  return visible(text).replaceAll(/[^\w ,.:()=→-]/gu, (character) => `#${character.codePointAt(0)};`);
}
