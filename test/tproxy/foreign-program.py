#!/usr/bin/env python3
"""Attaches a program of nobody's to a cgroup, where it refuses connections to one IPv4 address, and leaves it there:
foreign-program.py CGROUP ADDRESS multi|alone. It goes with its cgroup."""

import ctypes
import os
import platform
import socket
import struct
import sys

BPF = {"x86_64": 321, "aarch64": 280}[platform.machine()]
# enum bpf_cmd, bpf_prog_type, bpf_attach_type; BPF_F_ALLOW_MULTI (linux/bpf.h)
PROG_LOAD, PROG_ATTACH = 5, 8
CGROUP_SOCK_ADDR, INET4_CONNECT = 18, 10
FLAGS = {"multi": 2, "alone": 0}

libc = ctypes.CDLL(None, use_errno=True)


def bpf(command, attributes):
    buffer = ctypes.create_string_buffer(attributes, 128)
    result = libc.syscall(BPF, command, buffer, 128)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def instruction(code, to=0, source=0, offset=0, value=0):
    return struct.pack("=BBhI", code, source << 4 | to, offset, value)


def program(address):
    """return ctx->user_ip4 != address;"""
    number = struct.unpack("=I", socket.inet_aton(address))[0]
    load_word, move, jump_if_equal, leave = 0x61, 0xB7, 0x16, 0x95
    return b"".join(
        [
            instruction(load_word, to=1, source=1, offset=4),
            instruction(move, to=0, value=0),
            instruction(jump_if_equal, to=1, offset=1, value=number),
            instruction(move, to=0, value=1),
            instruction(leave),
        ]
    )


cgroup, address, manner = sys.argv[1:]
code = ctypes.create_string_buffer(program(address))
licence = ctypes.create_string_buffer(b"GPL")
load = struct.pack(
    "=IIQQIIQII16sII",
    CGROUP_SOCK_ADDR,
    5,
    ctypes.addressof(code),
    ctypes.addressof(licence),
    *(0, 0, 0, 0, 0),
    b"foreign",
    0,
    INET4_CONNECT,
)
loaded = bpf(PROG_LOAD, load)
bpf(PROG_ATTACH, struct.pack("=IIII", os.open(cgroup, os.O_RDONLY), loaded, INET4_CONNECT, FLAGS[manner]))
