"""The figure that is shipped beside the knowledge."""

from bot.knowledge.shipped import shipped_folder
from bot.reload.evaluations import shipped_evaluation


def test_a_measurement_of_the_whole_golden_set_is_shipped() -> None:
    """An installed bot has no golden questions, and says all the same how good its answers were."""
    found = shipped_evaluation(shipped_folder())
    assert found is not None
    assert found.asked >= 250
    assert found.others >= 125
    assert 0 < found.right <= found.asked
