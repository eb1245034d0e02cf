"""Follow-ups of invented conversations: those that lean are completed, those that change the subject are left alone."""

import pytest

from tests.golden.conversations import HALVES, figures, follow_ups

# Measured 100% on the half that the rules were made on and 85% on the other; the floors leave room for one or two.
FLOORS = {"fit": 0.97, "held": 0.83}


@pytest.mark.parametrize("half", HALVES)
def test_leaning_turns_are_completed_as_well_as_measured_and_no_trap_is_bent(half):
    one = figures(half)
    assert one["right"] / one["leaning"] >= FLOORS[half]
    assert one["bent"] == 0


def test_the_set_is_large_a_third_of_it_traps_and_each_half_alike():
    asked = list(follow_ups())
    assert len(asked) >= 150
    assert sum(one.is_trap for one in asked) * 3 >= len(asked)
    sizes = [sum(one.half == half for one in asked) for half in HALVES]
    assert abs(sizes[0] - sizes[1]) <= len(asked) // 10
    assert len({one.earlier[0].question for one in asked}) >= 60
