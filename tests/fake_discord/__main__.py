"""Runs a fake in a process of its own: `python -m tests.fake_discord --port 0`."""

import argparse
import asyncio
import json
import signal
import sys

from .control import Control
from .server import TOKEN, FakeDiscord


async def serve(options: argparse.Namespace) -> None:
    """Serve until SIGTERM or SIGINT, after printing one line of JSON: port, url, gateway, control, token."""
    fake = FakeDiscord(
        token=options.token,
        limits=options.limits,
        sample=options.sample,
        running_clock=options.running_clock,
    )
    fake.control = Control(fake).serve
    await fake.start(options.port)
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    told = {
        "port": fake.port,
        "url": fake.url,
        "gateway": fake.gateway_url,
        "control": f"http://127.0.0.1:{fake.port}/_control",
        "token": fake.token,
    }
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    await over.wait()
    await fake.stop()


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.fake_discord", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one (default)")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--limits", action="store_true", help="enforce rate limits")
    parser.add_argument("--sample", type=int, default=1, help="check every n-th body (0: none)")
    parser.add_argument(
        "--running-clock", action="store_true", help="let the fake's clock run with real time"
    )
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
