"""A cold `isecg-bot ask` beside importing its third-party libraries: `python -m tests.benchmarks.cold_ask`.

Goal: at most twice the time. Both are fresh processes of the same interpreter, run in turns; the libraries
are the very modules that the ask loads, in its order, and the best of each counts. As after an
installation, all code is compiled already. The knowledge is the shipped one, or the folder named as
argument; its compiled form lies in the cache after a first run, which is not counted.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

RUNS = 9
QUESTION = "when did Poland join?"
GOAL = 2.0

_ASK = ["-m", "bot", "ask", QUESTION]
# Asks, then tells which modules of other projects that has loaded, in the order of loading.
_LISTED = f"""
import sys, sysconfig
from bot.cli.program import run
code = run(["ask", {QUESTION!r}])
sites = {{sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}}
for name, module in sys.modules.items():
    path = getattr(module, "__file__", None) or ""
    if any(path.startswith(site) for site in sites):
        print(name, file=sys.stderr)
sys.exit(code)
"""
_IMPORTING = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"


@dataclass(frozen=True, slots=True)
class Cold:
    """Seconds of the best run of each."""

    ask: float
    libraries: float
    interpreter: float
    modules: int

    @property
    def ratio(self) -> float:
        """The time of the ask beside that of the imports."""
        return self.ask / self.libraries


def measure(runs: int = RUNS, knowledge: str | None = None) -> Cold:
    """Time both in turns; raises CalledProcessError where the ask fails."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "ISECG_CACHE": cache, "PYTHONPYCACHEPREFIX": f"{cache}/code"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if knowledge is not None:
            environment["ISECG_KNOWLEDGE"] = knowledge
        _timed(_ASK, environment)
        listed = subprocess.run(
            [sys.executable, "-c", _LISTED], env=environment, capture_output=True, text=True, check=True
        )
        modules = listed.stderr.split()
        asks: list[float] = []
        imports: list[float] = []
        bare: list[float] = []
        for _ in range(runs):
            imports.append(_timed(["-c", _IMPORTING, *modules], environment))
            asks.append(_timed(_ASK, environment))
            bare.append(_timed(["-c", ""], environment))
    return Cold(min(asks), min(imports), min(bare), len(modules))


def _timed(arguments: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL, timeout=120
    )
    return time.perf_counter() - started


def main() -> None:
    """Print the figures; the exit code tells whether the goal is met."""
    cold = measure(knowledge=sys.argv[1] if len(sys.argv) > 1 else None)
    print(f"cold ask                   {1000 * cold.ask:7.0f} ms   best of {RUNS}")
    print(f"importing its libraries    {1000 * cold.libraries:7.0f} ms   {cold.modules} modules")
    print(f"the interpreter alone      {1000 * cold.interpreter:7.0f} ms")
    print(f"ratio                      {cold.ratio:7.2f}      goal: at most {GOAL:g}")
    sys.exit(0 if cold.ratio <= GOAL else 1)


if __name__ == "__main__":
    main()
