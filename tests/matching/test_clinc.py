"""The engine on a part of CLINC150, where the data lies beside the checkout."""

import pytest

from tests.benchmarks.clinc import measure
from tests.benchmarks.data import FOLDER


@pytest.mark.skipif(not FOLDER.is_dir(), reason="CLINC150 does not lie beside this checkout")
def test_the_engine_keeps_what_it_reached_on_clinc150() -> None:
    """Five phrasings an intent: every fifth question does as well as before."""
    result = measure(shots=5, seed=0, every=5)
    assert result.right > 76
    assert result.auroc > 89.5
    assert result.right - result.typos < 5.5  # of 600 questions; all 3,000 lose less than 3 points
