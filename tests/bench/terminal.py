# SPDX-License-Identifier: GPL-3.0-or-later
"""terminal.py - a program in a terminal of our own: what it writes is counted, not
interpreted.
"""
import fcntl
import os
import re
import select
import shutil
import signal
import struct
import subprocess
import termios
import time

QUIET_S = 0.06
LIMIT_S = 20
STRACE = ["strace", "-f", "-qq", "--seccomp-bpf", "-y", "-s", "0",
    "-e", "trace=write", "-e", "signal=none"]

_can_trace = None


def can_trace():
    """Only strace sees where one write() ends and the next begins."""
    global _can_trace
    if _can_trace is None:
        _can_trace = shutil.which("strace") is not None and subprocess.run(
            STRACE + ["-o", "/dev/null", "true"], stdin=subprocess.DEVNULL,
            capture_output=True).returncode == 0
    return _can_trace


def memory_kib(pid):
    """Rss, Pss."""
    with open("/proc/%d/smaps_rollup" % pid) as f:
        rows = dict(re.findall(r"^(Rss|Pss): +(\d+) kB", f.read(), re.M))
    return int(rows["Rss"]), int(rows["Pss"])


def cpu_s(pid):
    """Of all its threads."""
    total = 0
    for task in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/schedstat" % (pid, task)) as f:
            total += int(f.read().split()[0])
    return total / 1e9


def switches(pid):
    """How often its threads went to sleep by themselves."""
    total = 0
    for task in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/status" % (pid, task)) as f:
            total += int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)",
                f.read(), re.M).group(1))
    return total


class Tty:
    def __init__(self, argv, rows=24, cols=80, term="xterm-256color",
            env=None, fds=(), trace=None):
        master, slave = os.openpty()
        self.fd = master
        self.resize(rows, cols)
        self.trace = trace if trace and can_trace() else None
        if self.trace:
            argv = STRACE + ["-o", self.trace, "--"] + argv
        e = dict(os.environ, TERM=term, LC_ALL="C.UTF-8", **(env or {}))
        for name in ("LINES", "COLUMNS", "NO_COLOR", "TMUX", "ESCDELAY"):
            e.pop(name, None)
        self.name = slave_name = os.ttyname(slave)
        self.mark = ("<" + slave_name + ">").encode()
        self.started = time.monotonic()
        self.process = subprocess.Popen(argv, stdin=slave, stdout=slave,
            stderr=slave, env=e, pass_fds=fds, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)
        self.n_bytes = 0
        self.last = b""

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.close()

    def close(self):
        if self.fd < 0:
            return
        if self.process.poll() is None:
            os.kill(self.pid, signal.SIGTERM)
        end = time.monotonic() + LIMIT_S
        while self.process.poll() is None and time.monotonic() < end:
            self.read(0.05)
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.fd)
        self.fd = -1

    @property
    def pid(self):
        """Of the program itself, not of who looks at it."""
        if not self.trace:
            return self.process.pid
        with open("/proc/%d/task/%d/children" % (self.process.pid,
                self.process.pid)) as f:
            return int((f.read().split() or [self.process.pid])[0])

    def resize(self, rows, cols):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ,
            struct.pack("HHHH", rows, cols, 0, 0))

    def read(self, wait_s):
        """What comes within that time; b"" when nothing does."""
        if not select.select([self.fd], [], [], wait_s)[0]:
            return b""
        try:
            got = os.read(self.fd, 65536)
        except OSError:     # it has ended
            time.sleep(wait_s)
            return b""
        self.n_bytes += len(got)
        self.last = (self.last + got)[-65536:]
        return got

    def send(self, keys):
        os.write(self.fd, keys if isinstance(keys, bytes) else keys.encode())

    def first(self):
        """Seconds from exec to the first byte."""
        while not self.read(0.5):
            if self.process.poll() is not None or \
                    time.monotonic() - self.started > LIMIT_S:
                raise RuntimeError("%s paints nothing" % self.process.args)
        return time.monotonic() - self.started

    def settle(self, quiet_s=QUIET_S):
        """Reads until nothing came for that long; gives the bytes."""
        before, end = self.n_bytes, time.monotonic() + LIMIT_S
        while self.read(quiet_s) and time.monotonic() < end:
            pass
        return self.n_bytes - before

    def see(self, text, limit_s=LIMIT_S):
        """Waits for a text in what is written (of one frame, unbroken)."""
        want, end = text.encode(), time.monotonic() + limit_s
        while want not in self.last:
            self.read(0.1)
            if time.monotonic() > end:
                raise RuntimeError("%r was not painted; the last was %r" %
                    (text, self.last[-400:]))

    def frames(self):
        """write()s to the terminal so far, None: nobody can count them."""
        if not self.trace:
            return None
        with open(self.trace, "rb") as f:
            return sum(self.mark in line for line in f)
