# SPDX-License-Identifier: GPL-3.0-or-later
"""screen.py - a console in a real terminal: what is on its screen, and every
byte that it wrote.

    c = Screen(house, "anna", cols=80, rows=24)
    c.type("hello"); c.keys("Enter", "M-2"); c.see("Ivan>")
    c.raw()                     all bytes so far, as they were written
    c.kill(); c.start()         the same home: it goes on
"""
import os
import re
import shlex
import signal
import subprocess
import time

from desk import temp_dir

LIMIT_S = 20


class Screen:
    def __init__(self, house, login, cols=100, rows=30, at=None, home=None,
            lang="en", env=None, options=(), token=None, bare=None):
        self.house, self.login, self.size = house, login, (cols, rows)
        self.at = at or "unix:" + house.socket
        self.home, self.lang = home or temp_dir(), lang
        self.env, self.options = env or {}, list(options)
        # Instead of all arguments: no token is handed over then.
        self.bare = bare
        self.token = token or bare is None and house.trusted(login)
        self.socket = None
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.close()

    def tmux(self, *args, check=True):
        return subprocess.run(["tmux", "-u", "-S", self.socket, *args],
            capture_output=True, check=check, timeout=20).stdout.decode(
            errors="replace")

    def start(self):
        self.close()
        place = temp_dir()
        self.socket, self.log = place + "/t", place + "/raw"
        self.status = place + "/status"
        token = self.home + "/token"
        with open(token, "w") as f:
            os.fchmod(f.fileno(), 0o600)
            f.write("%s\n" % (self.token or ""))
        os.makedirs(self.home + "/run", mode=0o700, exist_ok=True)
        env = dict({"HOME": self.home, "XDG_STATE_HOME": self.home + "/state",
            "XDG_CONFIG_HOME": self.home + "/config", "XDG_CACHE_HOME":
            self.home + "/cache", "XDG_RUNTIME_DIR": self.home + "/run",
            "LC_ALL": "C.UTF-8", "DEZHURKA_TOUR": "no"}, **self.env)
        line = "env -u TMUX -u TMUX_PANE %s %s 9< %s; echo $? > %s" % (
            " ".join(shlex.quote("%s=%s" % x) for x in env.items()),
            " ".join(map(shlex.quote, [os.environ["DEZHURKA"], *(self.bare or
            ["--desk", self.at, "--login", self.login, "--lang", self.lang,
            "--token-fd", "9", *self.options])])), shlex.quote(token),
            self.status)
        # The pipe first: no byte is missed.
        self.tmux("-f", "/dev/null", "start-server", ";", "set", "-g",
            "default-terminal", "tmux-256color", ";", "set", "-g",
            "remain-on-exit", "on", ";", "set", "-g", "status", "off", ";",
            "set", "-s", "escape-time", "0", ";", "new-session", "-d", "-x",
            str(self.size[0]), "-y", str(self.size[1]), "cat", ";",
            "pipe-pane", "cat >> " + shlex.quote(self.log), ";",
            "respawn-pane", "-k", line)

    def close(self):
        if self.socket:
            self.tmux("kill-server", check=False)
            self.socket = None

    def type(self, text):
        # tmux takes a last ";" for its own.
        self.tmux("send-keys", "-l", "--", re.sub(";$", "\\;", text))

    def keys(self, *names):
        self.tmux("send-keys", *names)

    def text(self):
        return self.tmux("capture-pane", "-p")

    def see(self, what, limit_s=LIMIT_S, lose=False):
        """Waits for a text or an expression; gives the screen."""
        end = time.monotonic() + limit_s
        while True:
            text = self.text()
            found = what in text if isinstance(what, str) else \
                what.search(text)
            if bool(found) != lose:
                return text
            if time.monotonic() > end:
                raise RuntimeError("%r is %son the screen:\n%s" % (what,
                    "" if lose else "not ", text))
            time.sleep(0.02)

    def lose(self, what, limit_s=LIMIT_S):
        return self.see(what, limit_s, True)

    def go(self, key, what):
        """Presses it till that is there: what comes over the network may be
        later than the key."""
        for _ in range(30):
            self.keys(key)
            try:
                return self.see(what, 0.7)
            except RuntimeError:
                pass
        return self.see(what, 0)

    def resize(self, cols, rows):
        self.tmux("resize-window", "-x", str(cols), "-y", str(rows))

    def raw(self):
        try:
            with open(self.log, "rb") as f:
                return f.read()
        except FileNotFoundError:
            return b""

    def about(self, form):
        return self.tmux("display-message", "-p", form).strip()

    @property
    def pid(self):
        """Of the program, the child of a shell."""
        shell = self.about("#{pane_pid}")
        with open("/proc/%s/task/%s/children" % (shell, shell)) as f:
            return int(f.read().split()[0])

    def ended(self, limit_s=LIMIT_S):
        """Its exit status."""
        end = time.monotonic() + limit_s
        while not os.path.exists(self.status) or not os.path.getsize(
                self.status):
            if time.monotonic() > end:
                raise RuntimeError("the console does not end:\n" +
                    self.text())
            time.sleep(0.01)
        with open(self.status) as f:
            return int(f.read())

    @property
    def has_ended(self):
        return os.path.exists(self.status)

    def kill(self, signo=signal.SIGKILL):
        os.kill(self.pid, signo)
        return self.ended()
