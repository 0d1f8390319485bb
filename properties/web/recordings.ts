// The recordings that the tests of the timeline's page show: a shell with jobs, the same with lines that no rule explains, and one
// of any length.
import { gzipSync } from 'node:zlib';
import { MadeUpRecording } from '../support/made-up-recording.ts';

/** A shell, a pipeline of two in a group, and a process in a session of its own, which outlives its parent. */
export function jobs(): MadeUpRecording {
  return shellWithJobs(() => undefined);
}

/** The same, of which lines 5 and 12 are not explained. */
export function faulty(): MadeUpRecording {
  const recording = shellWithJobs((made) => {
    if (made.lines.length === 5) made.fault('2 setpgid 3 3 is refused: the child has executed');
    if (made.lines.length === 12) made.fault('1 waitpid 3 is refused: it has no such child');
  });
  return recording;
}

function shellWithJobs(afterEach: (recording: MadeUpRecording) => void): MadeUpRecording {
  const recording = new MadeUpRecording();
  const run = (text: string, program?: string): void => {
    recording.run(text, program === undefined ? {} : { program });
    afterEach(recording);
  };
  run('1 execve', 'bash');
  run('1 fork 2');
  run('1 setpgid 2 2');
  run('2 fork 3');
  run('2 setpgid 3 3');
  run('3 execve', 'sleep');
  run('2 fork 4');
  run('4 setsid');
  run('4 execve', 'daemon');
  run('2 exit 3');
  run('1 waitpid 2');
  run('3 exit 0');
  run('1 set_subreaper on');
  return recording;
}

/** So many processes, one after the other, four lines each, after the first line. */
export function storm(processes: number): MadeUpRecording {
  const recording = new MadeUpRecording().execute(1, 'sh');
  for (let pid = 2; pid < processes + 2; pid += 1)
    recording.run(`1 fork ${pid}`).execute(pid, 'true').run(`${pid} exit 0; 1 waitpid ${pid}`);
  return recording;
}

/** As the command line packs: gzip, in base64. */
export function packed(text: string): string {
  return gzipSync(text).toString('base64');
}
