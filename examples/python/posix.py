#!/usr/bin/env python3
"""The POSIX commands in Python, as Linux answers them, and the loop that lets procession test it.

    npx procession-check check --set posix --sut 'cmd:python3 examples/python/posix.py'

Standard library only. The first half is the system under test: put yours there. The second half is
the protocol (docs/protocol.md): copy it as it is. With FORGET_SESSION_LEADERS=1 in its environment
setpgid forgets one of its checks, so that you can see a failure; with FORGET_TO_LOCK=1 calls take no
lock and let other threads in after each check, which shows only where they are made at the same time.
"""

import contextlib
import itertools
import json
import os
import random
import sys
import threading
import time

INIT = 1
FORGET_SESSION_LEADERS = os.environ.get("FORGET_SESSION_LEADERS") == "1"
FORGET_TO_LOCK = os.environ.get("FORGET_TO_LOCK") == "1"


class Errno(Exception):
    """The call fails with this errno, by name."""


def fail(errno, condition):
    if condition:
        raise Errno(errno)
    if FORGET_TO_LOCK:
        time.sleep(0)


class Process:
    def __init__(self, parent, group, ignores_sigchld=False):
        self.parent = parent
        self.group = group
        self.children = []  # in the order of forking, adopted ones last
        self.zombie = False
        self.status = 0
        self.executed = False
        self.subreaper = False
        self.ignores_sigchld = ignores_sigchld


class Kernel:
    """A group lives as long as it has a member, zombies included, and a session as long as it has a group."""

    def __init__(self):
        self.processes = {INIT: Process(None, INIT)}
        self.session_of = {INIT: INIT}  # by group
        self.lock = contextlib.nullcontext() if FORGET_TO_LOCK else threading.Lock()

    # What can be asked.

    def runs(self, pid):
        return pid in self.processes and not self.processes[pid].zombie

    def members(self, group):
        return sorted(pid for pid, process in self.processes.items() if process.group == group)

    def session(self, pid):
        return self.session_of[self.processes[pid].group]

    def reaper(self, pid):
        pid = self.processes[pid].parent
        while pid != INIT and (self.processes[pid].zombie or not self.processes[pid].subreaper):
            pid = self.processes[pid].parent
        return pid

    def clean_up(self):
        living = {process.group for process in self.processes.values()}
        self.session_of = {group: session for group, session in self.session_of.items() if group in living}

    # The calls. Each returns the fields of its answer, or raises Errno. `process` is the caller.

    def fork(self, process, child):
        fail("EEXIST", child in self.processes or child in self.session_of or child in self.session_of.values())
        me = self.processes[process]
        self.processes[child] = Process(process, me.group, me.ignores_sigchld)
        me.children.append(child)
        return {"pid": child}

    def setsid(self, process):
        fail("EPERM", process in self.session_of)
        self.session_of[process] = process
        self.processes[process].group = process
        return {"sid": process}

    def setpgid(self, process, pid, pgid):
        pid = pid or process
        pgid = pgid or pid
        fail("EINVAL", pgid < 0)
        fail("ESRCH", pid not in self.processes)
        target = self.processes[pid]
        if target.parent == process:
            fail("EPERM", self.session(pid) != self.session(process))
            fail("EACCES", target.executed)
        else:
            fail("ESRCH", pid != process)
        fail("EPERM", self.session(pid) == pid and not FORGET_SESSION_LEADERS)
        fail("EPERM", pgid != pid and self.session_of.get(pgid) != self.session(pid))
        self.session_of.setdefault(pgid, self.session(pid))
        target.group = pgid
        return {}

    def getpgid(self, process, pid):
        fail("ESRCH", (pid or process) not in self.processes)
        return {"pgid": self.processes[pid or process].group}

    def getsid(self, process, pid):
        fail("ESRCH", (pid or process) not in self.processes)
        return {"sid": self.session(pid or process)}

    def getppid(self, process):
        return {"ppid": self.processes[process].parent or 0}

    def execve(self, process):
        self.processes[process].executed = True
        return {}

    def exit(self, process, code):
        self.end(process, 256 * code)
        return {}

    def waitpid(self, process, pid):
        me = self.processes[process]
        group = -pid if pid < 0 else me.group
        asked = [
            child
            for child in me.children
            if pid == -1 or child == pid or (pid <= 0 and self.processes[child].group == group)
        ]
        fail("ECHILD", not asked)
        for child in asked:
            if self.processes[child].zombie:
                status = self.processes[child].status
                self.free(child)
                return {"pid": child, "status": status}
        return {"pid": 0}

    def set_subreaper(self, process, on):
        self.processes[process].subreaper = on
        return {}

    def kill(self, process, target, signal):
        if target > 0:
            there = target in self.processes
        elif target == -1:
            there = any(pid not in (INIT, process) for pid in self.processes)
        else:
            there = target == 0 or -target in self.session_of
        fail("ESRCH", not there)
        if signal == 9 and target != INIT and not self.processes[target].zombie:
            self.end(target, 9)
        return {}

    def ignore_sigchld(self, process, on):
        self.processes[process].ignores_sigchld = on
        return {}

    # How processes end.

    def end(self, pid, status):
        me = self.processes[pid]
        me.zombie, me.status = True, status
        reaper = self.reaper(pid)
        for child in me.children:
            self.processes[child].parent = reaper
            self.processes[reaper].children.append(child)
            if self.processes[child].zombie and self.processes[reaper].ignores_sigchld:
                self.free(child)
        me.children = []
        if self.processes[me.parent].ignores_sigchld:
            self.free(pid)

    def free(self, pid):
        self.processes[self.processes[pid].parent].children.remove(pid)
        del self.processes[pid]

    def observe(self):
        """Everything that can be seen. What your system cannot show, leave out."""
        sessions = sorted(set(self.session_of.values()))
        return {
            "processes": [
                {
                    "pid": pid,
                    "parent": process.parent,
                    "group": process.group,
                    "state": "zombie" if process.zombie else "running",
                    "children": sorted(process.children),
                    "subreaper": process.subreaper,
                    "exitCode": process.status,
                    "executed": process.executed,
                    "ignoresSigchld": process.ignores_sigchld,
                }
                for pid, process in sorted(self.processes.items())
            ],
            "groups": [
                {"pgid": group, "session": session, "processes": self.members(group)}
                for group, session in sorted(self.session_of.items())
            ],
            "sessions": [
                {"sid": sid, "groups": sorted(group for group, session in self.session_of.items() if session == sid)}
                for sid in sessions
            ],
        }


# The protocol.

SUPPORTS = [
    "fork", "setsid", "setpgid", "getpgid", "getsid", "getppid", "execve", "exit", "waitpid", "set_subreaper", "kill",
    "ignore_sigchld",
]  # fmt: skip


def answer_to(kernel, command):
    arguments = {key: value for key, value in command.items() if key != "name"}
    try:
        answer = {"ok": getattr(kernel, command["name"])(**arguments)}
    except Errno as errno:
        answer = {"refused": str(errno)}
    kernel.clean_up()
    return answer


def run(kernel, command):
    return {"answer": answer_to(kernel, command), "observation": kernel.observe()}


def run_branches(kernel, prefix, branches):
    """Each branch in a thread of its own. The counter is read before anything of a command is done, and after all of it."""
    answers = [answer_to(kernel, command) for command in prefix]
    records = [[{} for _ in commands] for commands in branches]
    count = itertools.count(1)
    start = threading.Barrier(len(branches))
    errors = []

    def walk(commands, branch):
        start.wait()
        try:
            for command, record in zip(commands, branch):
                record["called"] = next(count)
                if random.random() < 0.5:
                    time.sleep(0)  # Lets other branches in: the interpreter would rather finish this one.
                with kernel.lock:
                    if command["name"] == "observe":
                        outcome = {"observation": kernel.observe()}
                    elif kernel.runs(command["process"]):
                        outcome = {"answer": answer_to(kernel, command)}
                    else:
                        return  # Another branch has ended the process: nobody waits for an answer.
                record.update(answered=next(count), **outcome)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=walk, args=each) for each in zip(branches, records)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return {"prefix": answers, "branches": records, "ended": "done", "observation": kernel.observe()}


def main():
    kernel = Kernel()
    for line in sys.stdin:
        request = json.loads(line)
        method, params, result = request["method"], request["params"], {}
        if method == "initialize":
            result = {
                "protocol": 1,
                "name": "posix-in-python",
                "version": "1",
                "commands": "posix",
                "profile": "linux",  # it frees zombies in the order of children, as Linux does
                "supports": SUPPORTS,
                "concurrent": ["free"],
                "consistentReads": True,
            }
        elif method == "reset":
            kernel = Kernel()
            result = {"observation": kernel.observe()}
        elif method == "run":
            result = {"steps": [run(kernel, command) for command in params["commands"]]}
        elif method == "runConcurrent":
            kernel = Kernel()
            result = run_branches(kernel, params["prefix"], params["branches"])
        print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}), flush=True)
        if method == "close":
            break


if __name__ == "__main__":
    main()
