"""Go-Back-N (Kurose & Ross, section 3.4.3), the same machine as src/rdt/gbn.ts.

           base        nextseqnum
             v               v
   # # # # # + + + + + + + + o o o . . . .      # acknowledged   + sent, in flight
             '---- window N -----'              o usable         . not usable

Run it: npx rdt sim --protocol 'exec:python3 labs/any-language/gbn.py' --loss 20%
"""

from __future__ import annotations

from collections import deque
from typing import Deque

from rdt import Host, Options, Segment, State, is_ack, is_data, make_ack, make_data, run


class GbnSender:
    def __init__(self, host: Host, options: Options) -> None:
        self.host = host
        self.options = options
        self.numbers = 2**options.seq_bits
        self.base = 1
        self.nextseqnum = 1
        # Segments base ... nextseqnum - 1, oldest first.
        self.sndpkt: Deque[Segment] = deque()

    @property
    def is_ready(self) -> bool:
        return len(self.sndpkt) < self.options.window_size

    @property
    def state(self) -> State:
        return {"base": self.base, "nextseqnum": self.nextseqnum}

    def rdt_send(self, data: bytes) -> None:
        segment = make_data(self.nextseqnum, data)
        self.host.udt_send(segment)
        if not self.sndpkt:
            self.host.start_timer(self.options.rto)
        self.sndpkt.append(segment)
        self.nextseqnum = (self.nextseqnum + 1) % self.numbers

    def rdt_rcv(self, segment: Segment) -> None:
        if not is_ack(segment):
            return  # corrupt or not for us; the timer repairs it
        acknowledged = (segment.acknum - self.base) % self.numbers + 1
        if acknowledged > len(self.sndpkt):
            return  # names nothing in flight; the timer runs on
        for _ in range(acknowledged):
            self.sndpkt.popleft()
        self.base = (segment.acknum + 1) % self.numbers
        if self.sndpkt:
            self.host.start_timer(self.options.rto)
        else:
            self.host.stop_timer()

    def timeout(self, timer: int) -> None:
        self.host.start_timer(self.options.rto)
        for segment in self.sndpkt:
            self.host.udt_send(segment)


class GbnReceiver:
    def __init__(self, host: Host, options: Options) -> None:
        self.host = host
        self.numbers = 2**options.seq_bits
        self.expectedseqnum = 1
        # ACK of the last segment that came in order; 0 before the first.
        self.sndpkt = make_ack(0)

    @property
    def state(self) -> State:
        return {"expectedseqnum": self.expectedseqnum}

    def rdt_rcv(self, segment: Segment) -> None:
        if is_data(segment) and segment.seqnum == self.expectedseqnum:
            self.host.deliver_data(segment.data)
            self.sndpkt = make_ack(self.expectedseqnum)
            self.expectedseqnum = (self.expectedseqnum + 1) % self.numbers
        self.host.udt_send(self.sndpkt)  # in order or not: say again how far we are


if __name__ == "__main__":
    run(
        name="gbn-py",
        title="Go-Back-N in Python",
        survives=["corrupt-data", "corrupt-ack", "loss", "duplicate", "reorder", "delay"],
        max_window="2^k-1",
        window_rule="Go-Back-N needs N <= 2^k - 1: with N = 2^k a window sent again looks new",
        sender=GbnSender,
        receiver=GbnReceiver,
    )
