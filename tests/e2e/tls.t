#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tls.t - a desk whose certificate is not the right one: a command says so at
once, with its exit status, and a console says it on its screen's place."""
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time

TMP = os.environ.get("DZ_TMP", "/tmp")
AT_ONCE_S = 8      # a command would go on trying for longer than this


class Count:
    n = 0


def check(name, ok, why=""):
    Count.n += 1
    print("%sok %d - %s" % ("" if ok else "not ", Count.n, name))
    if not ok:
        print("# " + str(why).replace("\n", "\n# "))


def certificate(name):
    key, cert = TMP + "/" + name + ".key", TMP + "/" + name + ".pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj",
        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
        "-keyout", key, "-out", cert], check=True, capture_output=True)
    return key, cert


def serve(key, cert):
    """A door that answers 503 to whoever trusts it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    door = socket.create_server(("127.0.0.1", 0))

    def answer():
        while True:
            try:
                c, _ = door.accept()
                c.settimeout(5)
                c = context.wrap_socket(c, server_side=True)
                c.recv(4096)
                c.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n"
                    b"Connection: close\r\n\r\n")
                c.close()
            except (ssl.SSLError, OSError):
                pass
    threading.Thread(target=answer, daemon=True).start()
    return door.getsockname()[1]


def run(port, settings):
    home = TMP + "/h%d" % Count.n
    os.makedirs(home + "/dezhurka")
    with open(home + "/dezhurka/dezhurka.conf", "w", encoding="utf-8") as f:
        f.write("[account desk]\nurl = https://localhost:%d\nlogin = anna\n"
            "token_command = echo abcdefghijklmnopqrstuvwxyz012345\n%s\n" %
            (port, settings))
    began = time.monotonic()
    p = subprocess.run([os.environ["DEZHURKA"], "--account", "desk", "--lang",
        "en", "queue", "--timeout", "5s"], env=dict(os.environ, XDG_CONFIG_HOME=home,
        XDG_STATE_HOME=home, HOME=home), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=60, check=False)
    return p, time.monotonic() - began


def main():
    if not shutil.which("openssl"):
        print("1..0 # SKIP openssl is not here")
        return
    key, cert = certificate("desk")
    other = certificate("other")[1]
    port = serve(key, cert)
    rubbish = TMP + "/rubbish.pem"
    with open(rubbish, "w", encoding="utf-8") as f:
        f.write("no certificate\n")
    wrong_pin = "pin = sha256//" + "A" * 43 + "="
    for name, settings, status, words in [
            ("of nobody we know", "", 4, "ca_file in dezhurka.conf"),
            ("of another", "ca_file = " + other, 4, "not to be trusted"),
            ("with another key", "ca_file = %s\n%s" % (cert, wrong_pin), 4,
                "another key"),
            ("and a ca_file of rubbish", "ca_file = " + rubbish, 4,
                "holds no certificates"),
            ("and a ca_file that is not there", "ca_file = /nowhere.pem", 2,
                "/nowhere.pem cannot be read")]:
        p, took_s = run(port, settings)
        check("a certificate " + name + ": status %d" % status,
            p.returncode == status, (p.returncode, p.stderr))
        check("a certificate " + name + ": says why", words in p.stderr,
            p.stderr)
        check("a certificate " + name + ": at once", took_s < AT_ONCE_S,
            took_s)
    p, _ = run(port, "ca_file = " + cert)
    check("the right one: the desk is asked, and is busy",
        p.returncode == 5 and "trusted" not in p.stderr,
        (p.returncode, p.stderr))
    print("1..%d" % Count.n)


if __name__ == "__main__":
    main()
    sys.exit(0)
