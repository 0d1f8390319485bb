// Logs as strace writes them to a terminal, written down by hand.

/** A shell runs a child, which prints: what `strace -f` shows. */
export const ON_TERMINAL = `execve("/usr/bin/sh", ["sh"], 0x7f /* 3 vars */) = 0
getppid()                               = 5
clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLDstrace: Process 13 attached
, child_tidptr=0x7f7a5c674a10) = 13
[pid    13] setpgid(13, 13)             = 0
[pid    12] wait4(-1, hello
 <unfinished ...>
[pid    13] exit_group(3)               = ?
[pid    13] +++ exited with 3 +++
<... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 13
--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=13} ---
exit_group(0)                           = ?
+++ exited with 0 +++
`;
