"""Commands that share groups of options."""

from dataclasses import dataclass

from vrd.cli.option_groups import with_option_groups


@dataclass(frozen=True)
class Making:
    regions: bool | None = None


@dataclass(frozen=True)
class Finding:
    regions: bool | None = None
    align: bool | None = None


def test_two_groups_may_have_an_option_of_one_name():
    given = []

    @with_option_groups
    def command(making: Making, finding: Finding) -> None:
        given.append((making, finding))

    command(regions=True, finding_regions=False, align=True)
    assert given == [(Making(True), Finding(False, True))]
