// Run as a process of its own beside the gate: removes a folder when the gate ends, however it ends. The end of its standard
// input tells it so.
import { rmSync } from 'node:fs';

process.stdin.resume();
process.stdin.once('end', () => rmSync(process.argv[2], { recursive: true, force: true }));
