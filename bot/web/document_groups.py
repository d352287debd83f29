"""Who may see a document, as a form asks it (phạm vi xem): everybody, or some roles and units."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.correcting import groups_named
from bot.web.sent_forms import SentForm, cleaned
from knowledge.audiences import group_name, role_group, unit_group
from knowledge.errors import UsageError
from knowledge.people import Role

_UNIT = "unit:"


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody ticked and typed.

    Attributes:
        limited: only some may see it.
        roles: their values.
        units: names of units that were ticked.
        others: names of other units, one on each line.
    """

    limited: bool = False
    roles: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    others: str = ""


def sent_choice(sent: SentForm) -> Choice:
    """Return what a form says of who may see something."""
    return Choice(sent.text("ai") == "gioi-han", sent.texts("vai-tro"), sent.texts("don-vi"), sent.lines("don-vi-khac"))


def read_choice(choice: Choice) -> tuple[list[str], str]:
    """Return the groups that were chosen, none for everybody; and what is wrong, empty where nothing is."""
    if not choice.limited:
        return [], ""
    others = [cleaned(line) for line in choice.others.splitlines()]
    try:
        groups = groups_named([*choice.units, *filter(None, others)], choice.roles)
    except UsageError as error:
        return [], error.message
    return groups, "" if groups else "Chọn ít nhất một vai trò hay đơn vị, hoặc để mọi người cùng xem."


def choice_of(groups: Iterable[str], units: Iterable[str], typed: Choice | None = None) -> dict[str, Any]:
    """Return what the form shows: each role and unit with whether it is ticked.

    Args:
        groups: that a document is limited to.
        units: the names of the units of the home.
        typed: what somebody sent, where it comes back with an error.
    """
    held = set(groups)
    if typed is not None:
        held = {*(f"role:{role}" for role in typed.roles), *map(_group_of, typed.units)}
    names = {unit_group(name): name for name in units}
    unknown = [group for group in sorted(held) if group.startswith(_UNIT) and group not in names]
    names |= {group: group.removeprefix(_UNIT) for group in unknown}
    return {
        "limited": typed.limited if typed is not None else bool(held),
        "roles": [(r.value, group_name(role_group(r)).removeprefix("vai trò "), role_group(r) in held) for r in Role],
        "units": [(name, group in held) for group, name in sorted(names.items())],
        "others": typed.others if typed is not None else "",
    }


def _group_of(name: str) -> str:
    try:
        return unit_group(name)
    except ValueError:
        return ""
