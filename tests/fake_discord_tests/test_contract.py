"""Bodies are checked against Discord's published description when it is at hand."""

import aiohttp
import discord
import pytest

from tests.fake_discord import FakeDiscord
from tests.fake_discord.contract import Contract, default_path

needs_description = pytest.mark.skipif(default_path() is None, reason="Discord's description is not at hand")


async def post(fake: FakeDiscord, body: object) -> int:
    """Post a raw body to a fresh channel and return the status."""
    channel = fake.guild().channel()
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {fake.token}"}) as session:
        return (await session.post(f"{fake.url}/channels/{channel.id}/messages", json=body)).status


@needs_description
@pytest.mark.parametrize(
    "body",
    [
        {"content": 5},
        {"content": "x", "embeds": [{"color": "red"}]},
        {"content": "x", "components": [{"type": 1, "components": [{"type": 2, "label": "no style"}]}]},
        {"content": "x", "allowed_mentions": {"parse": ["everybody"]}},
        {"content": "x", "message_reference": {"message_id": True}},
    ],
)
def test_a_wrong_payload_is_a_violation(body: dict[str, object]) -> None:
    """What the description rejects is recorded with route, field and reason, and fails the assertion."""
    contract = Contract()
    contract.check("create_message", body)
    (violation,) = contract.violations
    assert violation.startswith("create_message: ")


@needs_description
def test_numbers_pass_as_snowflakes() -> None:
    """Discord takes large numbers where the description wants text."""
    contract = Contract()
    reference = {"message_id": 1 << 60, "channel_id": 1 << 60}
    contract.check("create_message", {"content": "x", "message_reference": reference})
    contract.check("create_dm", {"recipient_id": 1 << 60})
    assert contract.violations == []


@needs_description
async def test_the_fake_collects_violations(fake: FakeDiscord) -> None:
    """A wrong body makes assert_contract fail with the reason."""
    await post(fake, {"content": "x", "flags": "many"})
    with pytest.raises(AssertionError, match="create_message: flags"):
        fake.assert_contract()
    fake.violations.clear()


@needs_description
def test_checking_can_be_sampled_or_switched_off() -> None:
    """Benchmarks check every n-th body, or none."""
    wrong = {"content": 5}
    for sample, found in ((0, 0), (1, 6), (3, 2)):
        contract = Contract(sample=sample)
        for _ in range(6):
            contract.check("create_message", wrong)
        assert len(contract.violations) == found


@needs_description
async def test_every_kind_of_route_has_a_validator(fake: FakeDiscord) -> None:
    """Route names are operations of the description, so that none escapes the check by its name."""
    contract = Contract()
    description = contract._description
    assert description is not None
    known = set(description._operations)
    assert set(fake.wire.table.routes) <= known


async def test_without_the_description_everything_passes(fake: FakeDiscord, rest: discord.Client) -> None:
    """A missing file is no error."""
    fake.contract._description = None
    assert not fake.contract.available
    await rest.get_partial_messageable(fake.guild().channel().id).send("x")
    assert fake.violations == []
