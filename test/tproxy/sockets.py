#!/usr/bin/env python3
"""Does with sockets what a JSON list of steps on standard input says, one after the other, and prints what came of each as a
JSON list. A step is [operation, ...arguments]; a socket goes by the name that `socket` gave it. An operation that fails
gives {"error": its errno}; the next one follows all the same. What a socket is used for here, Node does not offer."""

import asyncio
import errno
import json
import os
import select
import socket
import struct
import sys

PATIENCE = 3
SO_ORIGINAL_DST = 80
MPTCP = 262
open_sockets = {}
QUERY = bytes.fromhex("123401000001000000000000") + b"\x01a\x04test\x00\x00\x01\x00\x01"


def text_of(endpoint):
    return f"[{endpoint[0]}]:{endpoint[1]}"


def make(name, family, kind, protocol=0):
    made = socket.socket(getattr(socket, f"AF_{family}"), getattr(socket, f"SOCK_{kind}"), MPTCP if protocol == "MPTCP" else protocol)
    # Not made.settimeout, which connects without blocking: to the kernel that is another connect.
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        made.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", PATIENCE, 0))
    open_sockets[name] = made


def bind(name, address, port):
    open_sockets[name].bind((address, port))


def connect(name, address, port):
    open_sockets[name].connect((address, port))


def disconnect(name):
    """connect(AF_UNSPEC), after which a socket is as good as new."""
    import ctypes

    unspecified = struct.pack("H14x", socket.AF_UNSPEC)
    if ctypes.CDLL(None, use_errno=True).connect(open_sockets[name].fileno(), unspecified, len(unspecified)) != 0:
        raise OSError(ctypes.get_errno(), "connect")


def start(name, address, port):
    """A connect that does not wait: what it says at once, and what it says in the end."""
    at = open_sockets[name]
    at.setblocking(False)
    first = at.connect_ex((address, port))
    select.select([], [at], [], PATIENCE)
    last = at.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    at.setblocking(True)
    return [errno.errorcode.get(first, "0"), errno.errorcode.get(last, "0")]


def page_from(at):
    """What the upstream of a request saw, and the mark of the way there."""
    response = b""
    while chunk := at.recv(65536):
        response += chunk
    return page_of(response)


def page_of(response):
    head, _, body = response.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(": ", 1) for line in head.decode().split("\r\n")[1:])
    seen = json.loads(body) if body.startswith(b"{") else {"body": body.decode()}
    return {"proxy": fields.get("x-proxy", "none"), **seen}


REQUEST = b"GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"


def http(name):
    """One request."""
    at = open_sockets[name]
    at.sendall(REQUEST)
    return page_from(at)


def http_with_syn(name, address, port):
    """The same, with the request sent along with the SYN."""
    at = open_sockets[name]
    at.sendto(REQUEST, socket.MSG_FASTOPEN, (address, port))
    return page_from(at)


def ask(name, *server):
    """A DNS query. The address that it is answered with, and whose answer it is."""
    at = open_sockets[name]
    if server:
        at.sendto(QUERY, tuple(server))
    else:
        at.send(QUERY)
    answer, source = at.recvfrom(512)
    return {"address": ".".join(map(str, answer[-4:])), "from": text_of(source)}


def read(name):
    return open_sockets[name].recv(65536).decode()


async def one_of_many(address, port):
    try:
        reader, writer = await asyncio.open_connection(address, port)
        peer = text_of(writer.get_extra_info("peername"))
        writer.write(REQUEST)
        response = await reader.read()
        writer.close()
        return {"peer": peer, **page_of(response)}
    except OSError as failure:
        return {"error": errno.errorcode.get(failure.errno, str(failure))}


async def many(endpoints):
    return await asyncio.gather(*(one_of_many(*endpoint) for endpoint in endpoints))


def serve(text, address, port):
    """Serves as a process of its own until it is killed: says its text, and what it knows of the connection. Its number is
    the answer."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.create_server((address, port), family=family, backlog=1024, reuse_port=True)
    child = os.fork()
    if child != 0:
        return child
    null = os.open("/dev/null", os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    while True:
        accepted, client = listener.accept()
        try:
            wanted = original(accepted)
        except OSError as failure:
            wanted = errno.errorcode[failure.errno]
        seen = {"text": text, "from": text_of(client), "to": text_of(accepted.getsockname()), "original": wanted}
        accepted.sendall(json.dumps(seen).encode())
        accepted.close()


def original(accepted):
    at = accepted.getsockname()[0]
    if ":" not in at or at.startswith("::ffff:"):
        _, port, address = struct.unpack_from("!HH4s", accepted.getsockopt(socket.SOL_IP, SO_ORIGINAL_DST, 16))
        return text_of((socket.inet_ntop(socket.AF_INET, address), port))
    answer = accepted.getsockopt(socket.IPPROTO_IPV6, SO_ORIGINAL_DST, 28)
    _, port, _, address = struct.unpack_from("!HHI16s", answer)
    return text_of((socket.inet_ntop(socket.AF_INET6, address), port))


OPERATIONS = {
    "socket": make,
    "bind": bind,
    "connect": connect,
    "disconnect": disconnect,
    "start": start,
    "peer": lambda name: text_of(open_sockets[name].getpeername()),
    "name": lambda name: text_of(open_sockets[name].getsockname()),
    "http": http,
    "http-with-syn": http_with_syn,
    "ask": ask,
    "read": read,
    "many": lambda endpoints: asyncio.run(many(endpoints)),
    "serve": serve,
}


def carry_out(step):
    operation, *arguments = step
    try:
        return OPERATIONS[operation](*arguments)
    except OSError as failure:
        return {"error": errno.errorcode.get(failure.errno, str(failure))}


print(json.dumps([carry_out(step) for step in json.load(sys.stdin)]))
