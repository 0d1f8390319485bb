#!/usr/bin/env python3
"""A process table in Python, and the loop that lets procession test it.

    npx procession-check check --sut 'cmd:python3 examples/python/processes.py'

Standard library only. The first half is the system under test: put yours there. The second half is
the protocol (docs/protocol.md): copy it as it is. With FORGET_TO_REPARENT=1 in its environment the
table makes a mistake on purpose, so that you can see a failure; with FORGET_TO_LOCK=1 it makes
another one, which shows only where commands run at the same time (check --branches 2): it takes no
lock, and lets other threads in after each of its checks.
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
FORGET_TO_REPARENT = os.environ.get("FORGET_TO_REPARENT") == "1"
FORGET_TO_LOCK = os.environ.get("FORGET_TO_LOCK") == "1"


class Refused(Exception):
    """The reason is the name of a refusal; an errno name or True would do as well."""

    def __init__(self, reason):
        self.reason = reason


def refuse(reason, condition):
    if condition:
        raise Refused(reason)
    if FORGET_TO_LOCK:
        time.sleep(0)


class Process:
    def __init__(self, parent, group):
        self.parent = parent
        self.group = group
        self.zombie = False
        self.threads = set()
        self.subreaper = False
        self.group_exited = False
        self.exit_code = 0


class Table:
    """All processes, groups and sessions. Groups know their session, processes their group."""

    def __init__(self):
        self.processes = {INIT: Process(None, INIT)}
        self.session_of = {INIT: INIT}  # by group
        self.sessions = {INIT}
        self.held_groups = {}  # how many handles, where there are any
        self.held_sessions = {}
        self.lock = contextlib.nullcontext() if FORGET_TO_LOCK else threading.RLock()

    # What can be asked.

    def running(self, pid):
        process = self.processes.get(pid)
        refuse("not-running", process is None or process.zombie)
        return process

    def children(self, pid):
        return sorted(child for child, process in self.processes.items() if process.parent == pid)

    def members(self, group):
        return sorted(pid for pid, process in self.processes.items() if process.group == group)

    def groups_in(self, session):
        return sorted(group for group, of in self.session_of.items() if of == session)

    def owner_of(self, thread):
        return next((process for process in self.processes.values() if thread in process.threads), None)

    def in_use(self, number):
        return (
            number in self.processes
            or number in self.session_of
            or number in self.sessions
            or self.owner_of(number) is not None
        )

    def reaper(self, pid):
        """The nearest living ancestor that is a subreaper, else init."""
        above = self.processes[pid].parent
        while above is not None and not self.processes[above].subreaper:
            above = self.processes[above].parent
        return INIT if above is None else above

    def clean_up(self):
        """What nothing refers to any longer is gone: first groups, then sessions."""
        for group in list(self.session_of):
            if not self.members(group) and group not in self.held_groups:
                del self.session_of[group]
        for session in list(self.sessions):
            if not self.groups_in(session) and session not in self.held_sessions:
                self.sessions.remove(session)

    # The commands. Each raises Refused before it changes anything, and returns its answer.

    def fork(self, process, child):
        parent = self.running(process)
        refuse("id-in-use", self.in_use(child))
        self.processes[child] = Process(process, parent.group)
        return {"pid": child}

    def create_session(self, process):
        me = self.running(process)
        refuse("leads-its-group", me.group == process)
        refuse("group-id-in-use", process in self.session_of)
        refuse("session-id-in-use", process in self.sessions)
        self.sessions.add(process)
        self.session_of[process] = process
        me.group = process
        return {"sid": process, "pgid": process}

    def create_group(self, process):
        me = self.running(process)
        refuse("leads-its-group", me.group == process)
        refuse("group-id-in-use", process in self.session_of)
        self.session_of[process] = self.session_of[me.group]
        me.group = process
        return {"pgid": process}

    def move_to_group(self, process, group):
        me = self.running(process)
        refuse("no-such-group", group not in self.session_of)
        refuse("not-in-my-session", self.session_of[group] != self.session_of[me.group])
        me.group = group
        return {}

    def exit(self, process):
        me = self.running(process)
        refuse("is-init", process == INIT)
        me.zombie = True
        me.threads.clear()
        reaper = self.reaper(process)
        for child in [] if FORGET_TO_REPARENT else self.children(process):
            self.processes[child].parent = reaper
        return {}

    def free(self, process):
        me = self.processes.get(process)
        refuse("not-a-zombie", me is None or not me.zombie)
        del self.processes[process]
        return {}

    def new_thread(self, process, thread):
        me = self.running(process)
        first = thread == process and not me.threads
        refuse("id-in-use", self.in_use(thread) and not first)
        me.threads.add(thread)
        return {"tid": thread}

    def exit_thread(self, thread, code):
        owner = self.owner_of(thread)
        refuse("no-such-thread", owner is None)
        owner.threads.remove(thread)
        if not owner.group_exited:
            owner.exit_code = code
        return {"last": not owner.threads}

    def group_exit(self, process):
        self.running(process).group_exited = True
        return {}

    def set_subreaper(self, process, on):
        self.running(process).subreaper = on
        return {}

    def hold_group(self, group):
        refuse("no-such-group", group not in self.session_of)
        return hold(self.held_groups, group)

    def release_group(self, group):
        return release(self.held_groups, group)

    def hold_session(self, session):
        refuse("no-such-session", session not in self.sessions)
        return hold(self.held_sessions, session)

    def release_session(self, session):
        return release(self.held_sessions, session)

    def observe(self):
        """Everything that can be seen. What your system cannot show, leave out."""
        return {
            "processes": [
                {
                    "pid": pid,
                    "parent": process.parent,
                    "group": process.group,
                    "state": "zombie" if process.zombie else "running",
                    "children": self.children(pid),
                    "threads": sorted(process.threads),
                    "subreaper": process.subreaper,
                    "groupExited": process.group_exited,
                    "exitCode": process.exit_code,
                }
                for pid, process in sorted(self.processes.items())
            ],
            "groups": [
                {"pgid": group, "session": session, "processes": self.members(group)}
                for group, session in sorted(self.session_of.items())
            ],
            "sessions": [{"sid": session, "groups": self.groups_in(session)} for session in sorted(self.sessions)],
        }


def hold(handles, number):
    handles[number] = handles.get(number, 0) + 1
    return {}


def release(handles, number):
    refuse("not-held", number not in handles)
    handles[number] -= 1
    if handles[number] == 0:
        del handles[number]
    return {}


# The protocol: one JSON object a line, in and out.

COMMANDS = [
    "fork", "create_session", "create_group", "move_to_group", "exit", "free",
    "new_thread", "exit_thread", "group_exit", "set_subreaper",
    "hold_group", "release_group", "hold_session", "release_session",
]  # fmt: skip


def run_one(table, command):
    arguments = {key: value for key, value in command.items() if key != "name"}
    with table.lock:
        try:
            answer = {"ok": getattr(table, command["name"])(**arguments)}
        except Refused as refused:
            return {"refused": refused.reason}
        table.clean_up()
        return answer


def run_all(table, commands, observe):
    steps = []
    for number, command in enumerate(commands, start=1):
        step = {"answer": run_one(table, command)}
        if observe == "each" or (observe == "end" and number == len(commands)):
            step["observation"] = table.observe()
        steps.append(step)
    return {"steps": steps}


def run_branches(table, prefix, branches):
    """Each branch in a thread of its own. The counter is read before anything of a command is done, and after all of it."""
    answers = [run_one(table, command) for command in prefix]
    records = [[{} for _ in commands] for commands in branches]
    count = itertools.count(1)
    start = threading.Barrier(len(branches))
    errors = []

    def run(commands, branch):
        start.wait()
        try:
            for command, record in zip(commands, branch):
                called = next(count)
                if random.random() < 0.5:
                    time.sleep(0)  # Lets other branches in: the interpreter would rather finish this one.
                if command["name"] == "observe":
                    with table.lock:
                        outcome = {"observation": table.observe()}
                else:
                    outcome = {"answer": run_one(table, command)}
                record.update(called=called, answered=next(count), **outcome)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=each) for each in zip(branches, records)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return {"prefix": answers, "branches": records, "ended": "done", "observation": table.observe()}


def main():
    table = Table()
    for line in sys.stdin:
        request = json.loads(line)
        method, params = request["method"], request["params"]
        if method == "initialize":
            result = {
                "protocol": 1,
                "name": "python-example",
                "version": "1",
                "commands": "hierarchy",
                "supports": COMMANDS,
                "concurrent": ["free"],
                "consistentReads": True,
            }
        elif method == "reset":
            table = Table()
            result = {"observation": table.observe()}
        elif method == "run":
            result = run_all(table, params["commands"], params["observe"])
        elif method == "runConcurrent":
            table = Table()
            result = run_branches(table, params["prefix"], params["branches"])
        else:
            result = {}
        print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}), flush=True)
        if method == "close":
            break


if __name__ == "__main__":
    main()
