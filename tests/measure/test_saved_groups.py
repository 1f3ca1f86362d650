"""Saved groups: their names, and what live ones mean."""

from datetime import date

from measure.days import Days, Preset
from measure.groups import Combined, Filter, Saved, StatGroup
from measure.saved_groups import checked_name, meanings, on_days, read_by_today, spelled_out
from measure.stats import Stat

TODAY = Days(date(2026, 3, 1), date(2026, 3, 1), Preset.TODAY)
NEXT = Days(date(2026, 3, 2), date(2026, 3, 2), Preset.TODAY)
MARCH = Days(date(2026, 3, 1), date(2026, 3, 31))


def cohort(automation: str = "m", group=None, **days: Days) -> StatGroup:
    return StatGroup(automation, Stat.COHORT, filter=Filter(group, **days))


def test_a_name_is_trimmed_and_may_hold_any_character_that_is_shown():
    for name in (" Käufer ", "👩\u200d💻", "x" * 128):
        assert checked_name(name) == name.strip()


def test_a_live_group_means_its_definition_wherever_it_stands():
    live, frozen = Saved("1"), Saved("2")
    definitions = {"1": Combined(any=(Saved("3"), frozen)), "3": cohort("n")}
    found = meanings(definitions)
    assert found == {"1": Combined(any=(cohort("n"), frozen)), "3": cohort("n")}
    assert spelled_out(cohort(group=live), found) == cohort(group=found["1"])
    assert spelled_out(Combined(all=(frozen,), none=(live,)), found) == Combined(
        all=(frozen,), none=(found["1"],)
    )


def test_what_contains_itself_or_grows_too_large_means_nothing():
    """Nobody can save such a group: these documents would be forged."""
    assert meanings({"1": Combined(all=(Saved("2"),)), "2": cohort(group=Saved("1"))}) is None
    twice = {str(level): Combined(all=(Saved(str(level + 1)),) * 2) for level in range(60)}
    assert meanings({**twice, "60": cohort()}) is None


def test_presets_are_turned_into_days_by_the_day_on_the_map_they_count_on():
    group = Combined(all=(cohort("m", added=TODAY, created=MARCH), cohort("n", cohort("m", created=TODAY))))
    assert read_by_today(group) == {"m"}
    assert on_days(group, {"m": date(2026, 3, 2)}) == Combined(
        all=(cohort("m", added=NEXT, created=MARCH), cohort("n", cohort("m", created=NEXT)))
    )
