"""Who may see what: people belong to groups, and a document may be limited to some groups (phạm vi xem)."""

from collections.abc import Iterable

from knowledge.people import Role
from knowledge.text import folded, squeezed

Audience = frozenset[str]
"""The groups that somebody belongs to: ``unit:…`` and ``role:…``."""

EVERYONE: Audience = frozenset()
"""Somebody who belongs to no group: the public."""

_EVERYTHING = "*"
OPERATOR: Audience = frozenset({_EVERYTHING})
"""Whoever sits at the machine with the home's folder, and could read every file in it anyway."""

_UNIT, _ROLE = "unit:", "role:"


def may_see(shown_to: Iterable[str], audience: Audience) -> bool:
    """Say whether somebody may see a document.

    Args:
        shown_to: the groups that it is limited to; none: everybody may see it.
        audience: the groups of who asks.
    """
    groups = frozenset(shown_to)
    return not groups or _EVERYTHING in audience or not groups.isdisjoint(audience)


def unit_group(name: str) -> str:
    """Return the group of the people of a unit, however its name is typed; the unit need not be known yet.

    Raises:
        ValueError: the name holds nothing to tell the unit by.
    """
    key = squeezed(folded(name))
    if not any(c.isalnum() for c in key):
        raise ValueError(f"no name of a unit: {name!r}")
    return f"{_UNIT}{key}"


def role_group(role: Role) -> str:
    """Return the group of the people in a role."""
    return f"{_ROLE}{role.value}"


def audience_of(roles: Iterable[Role], units: Iterable[str]) -> Audience:
    """Return the groups of a person; an administrator sees everything.

    Args:
        roles: that the person has.
        units: names of the units that the person belongs to.
    """
    held = frozenset(roles)
    groups = frozenset([*map(role_group, held), *map(unit_group, units)])
    return groups | OPERATOR if Role.ADMINISTRATOR in held else groups


def is_group(group: str) -> bool:
    """Say whether a document may be limited to what is written so: a unit, or one of the roles."""
    kind, name = group[: len(_UNIT)], group[len(_UNIT) :]
    if kind == _ROLE:
        return name in set(Role)
    return kind == _UNIT and any(c.isalnum() for c in name) and group == unit_group(name)


_ROLE_NAMES = {
    Role.ASKER: "người hỏi",
    Role.OFFICER: "cán bộ",
    Role.HR_OFFICER: "tổ chức cán bộ",
    Role.ADMINISTRATOR: "quản trị",
}


def group_name(group: str) -> str:
    """Return what a group is called for people; the name of a unit as it is kept, without diacritics."""
    if group.startswith(_ROLE):
        return f"vai trò {_ROLE_NAMES[Role(group.removeprefix(_ROLE))]}"
    return f"đơn vị “{group.removeprefix(_UNIT)}”"


def role_called(name: str) -> Role | None:
    """Return the role that somebody means: ``can_bo``, "Cán bộ", "can bo"; None where there is none such."""
    key = squeezed(folded(name).replace("_", " ")).replace(" ", "_")
    return Role(key) if key in set(Role) else None
