"""Sends one message over and over to every client, as fast as it can, for the generator to be measured by.

`python -m bench.live.sender CLIENTS BYTES` prints its port, answers so many handshakes, connection_inits and
subscribes, and sends until a client hangs up. Frames are of so many bytes.
"""

import socket
import sys

from bench.live.frames import HEAD_END, OPENED, TEXT, served

_HEAD = OPENED + b" Switching Protocols" + HEAD_END
_ACK = b'{"type":"connection_ack"}'
_MESSAGE = b'{"id":"0","type":"next","payload":"%s"}'
_ENOUGH = 65_536
_PATIENCE_SECONDS = 60
"With clients that do not come: they may have been killed."


def main(clients: int, size: int) -> None:
    message = served(_MESSAGE % (b"." * (size - len(served(_MESSAGE % b"")))))
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
        print(listener.getsockname()[1], flush=True)
        listener.settimeout(_PATIENCE_SECONDS)
        sockets = [_greeted(listener) for _ in range(clients)]
    for each in sockets:
        each.recv(_ENOUGH)  # a subscribe
        each.settimeout(None)
    try:
        while True:
            for each in sockets:
                each.sendall(message)
    except ConnectionError:
        pass


def _greeted(listener: socket.socket) -> socket.socket:
    client, _ = listener.accept()
    client.settimeout(_PATIENCE_SECONDS)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.recv(_ENOUGH)  # a handshake
    client.sendall(_HEAD)
    client.recv(_ENOUGH)  # a connection_init
    client.sendall(bytes((TEXT, len(_ACK))) + _ACK)
    return client


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
