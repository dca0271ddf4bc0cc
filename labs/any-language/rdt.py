"""The lines of rdt, so that a protocol in Python reads like the book.

A protocol is two classes, one for the sender and one for the receiver:

    class MySender:
        def __init__(self, host: Host, options: Options) -> None: ...
        is_ready: bool                                  # may be a property
        state: State                                    # may be left out
        def rdt_send(self, data: bytes) -> None: ...
        def rdt_rcv(self, segment: Segment) -> None: ...
        def timeout(self, timer: int) -> None: ...

    class MyReceiver:
        def __init__(self, host: Host, options: Options) -> None: ...
        def rdt_rcv(self, segment: Segment) -> None: ...

    run(name="mine", title="Mine", survives=["loss"], sender=MySender, receiver=MyReceiver)

Standard output belongs to the lines. What you print() goes to standard error instead,
which rdt shows.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, TextIO, Union

State = Dict[str, Union[int, float, str, List[int]]]


@dataclass(frozen=True)
class Segment:
    """What one half of a protocol sends to the other; nobody changes it once it is made."""

    kind: str
    seqnum: int = 0
    acknum: int = 0
    data: bytes = b""
    corrupt: bool = False
    window: Optional[int] = None


def make_data(seqnum: int, data: bytes) -> Segment:
    """A data segment; the number is cut to 32 bits, as the wire would."""
    return Segment("data", seqnum=seqnum & 0xFFFFFFFF, data=data)


def make_ack(acknum: int) -> Segment:
    """An acknowledgement; make_ack(-1) names 4294967295, as an unsigned field does."""
    return Segment("ack", acknum=acknum & 0xFFFFFFFF)


def make_nak() -> Segment:
    """A negative acknowledgement (rdt2.0 and 2.1)."""
    return Segment("nak")


def is_corrupt(segment: Segment) -> bool:
    """The book's corrupt(rcvpkt): believe none of its fields."""
    return segment.corrupt


def is_data(segment: Segment) -> bool:
    """False for a corrupt one, whose kind nobody may trust; likewise the next two."""
    return segment.kind == "data" and not segment.corrupt


def is_ack(segment: Segment) -> bool:
    return segment.kind == "ack" and not segment.corrupt


def is_nak(segment: Segment) -> bool:
    return segment.kind == "nak" and not segment.corrupt


@dataclass
class Options:
    """How the machine is to be; rto changes, so read it at each use. Times in microseconds."""

    window_size: int = 1
    seq_bits: int = 32
    rto: int = 500_000
    srtt: Optional[int] = None
    room: Optional[int] = None


class Host:
    """Takes the orders of one machine; they leave in their order when the event is over."""

    def __init__(self) -> None:
        self.orders: List[str] = []

    def udt_send(self, segment: Segment) -> None:
        """To the unreliable channel below."""
        self._order("udtSend", segment=_encode(segment))

    def deliver_data(self, data: bytes) -> None:
        """To the application above."""
        self._order("deliverData", data=b64encode(data).decode("ascii"))

    def start_timer(self, delay: int, timer: int = 0) -> None:
        """Starts the timer, or restarts it; it rings in `delay` microseconds."""
        self._order("startTimer", delay=delay, timer=timer)

    def stop_timer(self, timer: int = 0) -> None:
        self._order("stopTimer", timer=timer)

    def _order(self, order: str, **more: Any) -> None:
        self.orders.append(json.dumps({"order": order, **more}))


def _encode(segment: Segment) -> Dict[str, Any]:
    fields = {
        "kind": segment.kind,
        "seqnum": segment.seqnum,
        "acknum": segment.acknum,
        "data": b64encode(segment.data).decode("ascii"),
        "corrupt": segment.corrupt,
    }
    return fields if segment.window is None else {**fields, "window": segment.window}


def _decode(fields: Dict[str, Any]) -> Segment:
    return Segment(
        kind=fields["kind"],
        seqnum=fields["seqnum"],
        acknum=fields["acknum"],
        data=b64decode(fields["data"]),
        corrupt=fields["corrupt"],
        window=fields.get("window"),
    )


class _Machine:
    """A sender or a receiver, with its host and its options."""

    def __init__(self, make: Callable[[Host, Options], Any], options: Dict[str, Any]) -> None:
        self.host = Host()
        self.options = Options()
        self.tell_options(options)
        self.itself = make(self.host, self.options)

    def tell_options(self, options: Dict[str, Any]) -> None:
        self.options.window_size = options["windowSize"]
        self.options.seq_bits = options["seqBits"]
        self.options.rto = options["rto"]
        self.options.srtt = options.get("srtt")
        self.options.room = options.get("room")

    def tell(self, event: Dict[str, Any]) -> None:
        self.tell_options(event["options"])
        if event["event"] == "rdtSend":
            self.itself.rdt_send(b64decode(event["data"]))
        elif event["event"] == "rdtRcv":
            self.itself.rdt_rcv(_decode(event["segment"]))
        elif event["event"] == "timeout":
            self.itself.timeout(event["timer"])

    def answer(self, number: int) -> str:
        done: Dict[str, Any] = {"done": number}
        if hasattr(self.itself, "is_ready"):
            done["isReady"] = self.itself.is_ready
        if hasattr(self.itself, "state"):
            done["state"] = self.itself.state
        lines = [*self.host.orders, json.dumps(done)]
        self.host.orders.clear()
        return "".join(f"{line}\n" for line in lines)


def run(
    *,
    name: str,
    title: str,
    survives: List[str],
    sender: Callable[[Host, Options], Any],
    receiver: Callable[[Host, Options], Any],
    acks: Optional[str] = None,
    seq_bits: Optional[int] = None,
    max_window: Union[int, str, None] = None,
    window_rule: Optional[str] = None,
) -> None:
    """Says hello, then answers every event until standard input ends."""
    lines = sys.stdout
    sys.stdout = sys.stderr
    hello = {
        "hello": 1,
        "name": name,
        "title": title,
        "survives": survives,
        "acks": acks,
        "seqBits": seq_bits,
        "maxWindow": max_window,
        "windowRule": window_rule,
    }
    sys.stdin.readline()
    _write(lines, json.dumps({key: hello[key] for key in hello if hello[key] is not None}) + "\n")
    machines: Dict[int, _Machine] = {}
    for line in sys.stdin:
        event = json.loads(line)
        number = event["machine"]
        if event["event"] == "forget":
            machines.pop(number, None)
            continue
        if event["event"] == "create":
            make = sender if event["half"] == "sender" else receiver
            machines[number] = _Machine(make, event["options"])
        else:
            machines[number].tell(event)
        _write(lines, machines[number].answer(event["n"]))


def _write(lines: TextIO, text: str) -> None:
    lines.write(text)
    lines.flush()
