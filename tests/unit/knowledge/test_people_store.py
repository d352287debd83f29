"""People and the one-time codes that tie a chat to one of them: a code works once, in time, and overwrites nothing."""

import pytest
from sqlalchemy import Engine, select

from knowledge.people import Person, Role
from knowledge.store.chat_records import Consent
from knowledge.store.chat_schema import link_codes
from knowledge.store.chats import Chats
from knowledge.store.people import CodeRules, Linking, People
from knowledge.store.schema import audit

NOW = 1_790_000_000.0
MINUTE, HOUR = 60.0, 3600.0
MAI = Person("Lò Thị Mai", unit="Phòng A", code="CB01", email="mai@so.vn")
SON = Person("Quàng Văn Sơn", Role.HR_OFFICER, unit="PHÒNG A", code="CB02")


def consent(key: str, *, given: bool = True) -> Consent:
    """Return evidence that the person of a chat agreed."""
    return Consent(key, "zalo", given, "1+lienket", "0" * 64, NOW)


def keep(engine: Engine, *keys: str) -> None:
    """Let the people of some chats agree, so that their chats are kept."""
    for key in keys:
        Chats(engine).agree(consent(key), "{}")


@pytest.fixture
def people(engine: Engine) -> People:
    """A home with two people, numbers 1 and 2, and three chats kept."""
    keep(engine, "một", "hai", "ba")
    home = People(engine)
    assert home.save([MAI, SON], "Thào A Sử", NOW) == (2, 0)
    return home


def outcome(people: People, code: str, chat: str, now: float = NOW) -> Linking:
    """Return what became of a code."""
    return people.link(code, chat, now)[0]


# -- who there is ---------------------------------------------------------------------------------------


def test_saved_people_are_found(people: People) -> None:
    """People come back as they were saved, in order of name; a unit keeps its first spelling."""
    assert [(p.id, p.name, p.unit, p.role) for p in people.all()] == [
        (1, "Lò Thị Mai", "Phòng A", Role.OFFICER),
        (2, "Quàng Văn Sơn", "Phòng A", Role.HR_OFFICER),
    ]
    assert people.find(3) is None


def test_the_same_code_or_number_changes_a_person(people: People) -> None:
    """A second save with a known staff code or number changes that person and adds nobody."""
    changes = [Person("Lò Thị Mai Hương", code="CB01"), Person("Sơn", id=2, channels=("zalo",))]
    assert people.save(changes, "Sử", NOW) == (0, 2)
    assert [(p.id, p.name, p.code, p.channels) for p in people.all()] == [
        (1, "Lò Thị Mai Hương", "CB01", ()), (2, "Sơn", "", ("zalo",)),
    ]  # fmt: skip


def test_saving_leaves_an_audit_line(people: People, engine: Engine) -> None:
    """Who saved how many people is recorded."""
    with engine.connect() as connection:
        rows = connection.execute(select(audit.c.actor, audit.c.action, audit.c.detail)).all()
    assert [tuple(row) for row in rows] == [("Thào A Sử", "people", "thêm 2, sửa 0")]


# -- codes ----------------------------------------------------------------------------------------------


def test_a_code_links_a_chat_to_its_person(people: People) -> None:
    """The chat that sends a code in time belongs to the person from then on."""
    people.issue_code("mã", 1, NOW)
    done, person = people.link("mã", "một", NOW + 14 * MINUTE)
    assert (done, person) == (Linking.LINKED, people.find(1))
    assert people.of_chat("một") == people.find(1)


def test_a_code_works_once(people: People) -> None:
    """A code that linked one chat links no other."""
    people.issue_code("mã", 1, NOW)
    assert outcome(people, "mã", "một") is Linking.LINKED
    assert outcome(people, "mã", "hai") is Linking.WRONG
    assert people.of_chat("hai") is None


@pytest.mark.parametrize(
    ("after", "expected"), [(15 * MINUTE - 1, Linking.LINKED), (15 * MINUTE, Linking.WRONG), (HOUR, Linking.WRONG)]
)
def test_a_code_expires(people: People, after: float, expected: Linking) -> None:
    """A code is good for 15 minutes."""
    people.issue_code("mã", 1, NOW)
    assert outcome(people, "mã", "một", NOW + after) is expected


def test_a_new_code_ends_the_one_before(people: People) -> None:
    """Of two codes for one person only the later works; the code of somebody else goes on working."""
    people.issue_code("của Sơn", 2, NOW)
    people.issue_code("cũ", 1, NOW)
    people.issue_code("mới", 1, NOW + 1)
    assert outcome(people, "cũ", "một", NOW + 2) is Linking.WRONG
    assert outcome(people, "mới", "một", NOW + 2) is Linking.LINKED
    assert outcome(people, "của Sơn", "hai", NOW + 2) is Linking.LINKED


def test_a_code_overwrites_no_other_link(people: People) -> None:
    """A chat of one person stays hers when it sends the code of another, and that code is not used up."""
    people.issue_code("của Mai", 1, NOW)
    people.issue_code("của Sơn", 2, NOW)
    assert outcome(people, "của Mai", "một") is Linking.LINKED
    assert people.link("của Sơn", "một", NOW) == (Linking.OTHER_PERSON, people.find(1))
    assert people.of_chat("một") == people.find(1)
    assert outcome(people, "của Sơn", "hai") is Linking.LINKED


def test_linking_a_chat_twice_says_so(people: People) -> None:
    """The same code again, or a new one for the same person, tells that the chat is linked already."""
    people.issue_code("mã", 1, NOW)
    assert outcome(people, "mã", "một") is Linking.LINKED
    assert people.link("mã", "một", NOW + HOUR) == (Linking.ALREADY, people.find(1))
    people.issue_code("mới", 1, NOW)
    assert people.link("mới", "một", NOW) == (Linking.ALREADY, people.find(1))


def test_a_person_may_link_several_chats(people: People, engine: Engine) -> None:
    """With a code for each, a person has as many chats as wanted."""
    for code, chat in (("a", "một"), ("b", "hai")):
        people.issue_code(code, 1, NOW)
        assert outcome(people, code, chat) is Linking.LINKED
    assert {chat.key for chat in Chats(engine).of_person(1)} == {"một", "hai"}


def test_after_a_chat_was_forgotten_its_code_is_over(people: People, engine: Engine) -> None:
    """Who erased a chat and agreed anew is not linked by the code of before, nor told to be."""
    people.issue_code("mã", 1, NOW)
    assert outcome(people, "mã", "một") is Linking.LINKED
    Chats(engine).withdraw(consent("một", given=False))
    keep(engine, "một")
    assert people.link("mã", "một", NOW) == (Linking.WRONG, None)
    assert people.of_chat("một") is None


def test_a_chat_that_is_not_kept_uses_up_no_code(people: People, engine: Engine) -> None:
    """A code from a chat that nobody agreed to keep links nothing, and works once the chat is kept."""
    people.issue_code("đầu", None, NOW)
    assert people.link("đầu", "chưa giữ", NOW) == (Linking.WRONG, None)
    assert len(people.all()) == 2
    keep(engine, "chưa giữ")
    assert outcome(people, "đầu", "chưa giữ") is Linking.LINKED


def test_who_has_left_is_not_linked(people: People) -> None:
    """A code for somebody who left in the meantime does not work."""
    people.issue_code("mã", 1, NOW)
    people.save([Person("Lò Thị Mai", id=1, active=False)], "Sử", NOW)
    assert outcome(people, "mã", "một") is Linking.WRONG


def test_whoever_left_is_nobody_in_a_chat(people: People) -> None:
    """A chat of somebody who left stays linked, and stands for nobody; when the person is back it does again."""
    people.issue_code("mã", 1, NOW)
    assert outcome(people, "mã", "một") is Linking.LINKED
    people.save([Person("Lò Thị Mai", id=1, active=False)], "Sử", NOW)
    assert people.of_chat("một") is None
    people.save([Person("Lò Thị Mai", id=1)], "Sử", NOW)
    assert people.of_chat("một") == people.find(1)


# -- the same digits by chance --------------------------------------------------------------------------


def test_a_code_that_is_good_for_another_is_not_made(people: People) -> None:
    """Where chance gives two people the same digits, the second is refused and the first goes on working."""
    assert people.issue_code("mã", 1, NOW)
    assert not people.issue_code("mã", 2, NOW + 1)
    assert not people.issue_code("mã", None, NOW + 1)
    assert people.link("mã", "một", NOW + 2) == (Linking.LINKED, people.find(1))


@pytest.mark.parametrize("after", [16 * MINUTE, 30 * 24 * HOUR])
@pytest.mark.parametrize("used", [True, False])
def test_digits_of_a_code_that_is_over_may_come_again(people: People, used: bool, after: float) -> None:
    """The same digits may come up again for somebody else once their code is over."""
    people.issue_code("mã", 1, NOW)
    if used:
        assert outcome(people, "mã", "một") is Linking.LINKED
    assert people.issue_code("mã", 2, NOW + after)
    assert people.link("mã", "hai", NOW + after) == (Linking.LINKED, people.find(2))


# -- wrong codes ----------------------------------------------------------------------------------------


def test_a_chat_may_be_wrong_five_times_an_hour(people: People) -> None:
    """After five wrong codes within an hour a chat is refused even with the right one, and no other chat is."""
    for second in range(5):
        assert outcome(people, f"sai {second}", "một", NOW + second) is Linking.WRONG
    people.issue_code("mã", 1, NOW)
    assert people.link("mã", "một", NOW + 10) == (Linking.TOO_MANY, None)
    assert outcome(people, "sai", "hai", NOW + 10) is Linking.WRONG
    people.issue_code("mới", 1, NOW + HOUR)
    assert outcome(people, "mới", "một", NOW + HOUR) is Linking.LINKED


def test_refused_tries_do_not_lengthen_the_hour(people: People) -> None:
    """Who goes on trying while refused is not kept out for longer."""
    for minute in range(60):
        outcome(people, "sai", "một", NOW + minute * MINUTE)
    people.issue_code("mã", 1, NOW + HOUR)
    assert outcome(people, "mã", "một", NOW + HOUR + 5 * MINUTE) is Linking.LINKED


def test_four_wrong_codes_do_not_keep_out(people: People) -> None:
    """Who finds the right code at the fifth try is linked."""
    for second in range(4):
        outcome(people, "sai", "một", NOW + second)
    people.issue_code("mã", 1, NOW)
    assert outcome(people, "mã", "một", NOW + 5) is Linking.LINKED


def test_all_chats_together_have_a_cap(people: People) -> None:
    """Many chats that guess a few times each are stopped too, kept or not, until an hour later."""
    for place in range(60):
        assert outcome(people, f"sai {place}", f"lạ {place // 4}", NOW) is Linking.WRONG
    people.issue_code("mã", 1, NOW)
    assert outcome(people, "mã", "một", NOW + 1) is Linking.TOO_MANY
    people.issue_code("mới", 1, NOW + HOUR)
    assert outcome(people, "mới", "một", NOW + HOUR) is Linking.LINKED


def test_the_rules_may_be_others(engine: Engine) -> None:
    """How long a code is good and how often one may be wrong are rules that can be given."""
    keep(engine, "một")
    people = People(engine, CodeRules(good_for=10, most_tries=1, within=20))
    people.save([MAI], "Sử", NOW)
    people.issue_code("mã", 1, NOW)
    assert outcome(people, "mã", "một", NOW + 10) is Linking.WRONG
    assert outcome(people, "mã", "một", NOW + 11) is Linking.TOO_MANY


# -- the first administrator ----------------------------------------------------------------------------


def test_a_code_for_nobody_makes_the_first_administrator(people: People) -> None:
    """The code without a person makes an administrator of whoever sends it."""
    people.issue_code("đầu", None, NOW)
    assert not people.has_linked_administrator()
    done, person = people.link("đầu", "một", NOW)
    assert done is Linking.LINKED
    assert person is not None
    assert person.role is Role.ADMINISTRATOR
    assert people.of_chat("một") == person
    assert people.administrators() == [person]
    assert people.has_linked_administrator()


def test_the_first_administrator_is_told_of_being_linked(people: People) -> None:
    """The same code again in the same chat makes no second administrator."""
    people.issue_code("đầu", None, NOW)
    _, person = people.link("đầu", "một", NOW)
    assert people.link("đầu", "một", NOW) == (Linking.ALREADY, person)
    assert len(people.administrators()) == 1


def test_the_first_code_is_void_once_somebody_is_administrator(people: People) -> None:
    """A code for the first administrator that waits does not work after another person became one."""
    people.issue_code("đầu", None, NOW)
    people.save([Person("Quàng Văn Sơn", Role.ADMINISTRATOR, id=2)], "Sử", NOW)
    people.issue_code("của Sơn", 2, NOW)
    assert outcome(people, "của Sơn", "một") is Linking.LINKED
    assert outcome(people, "đầu", "hai") is Linking.WRONG
    assert len(people.administrators()) == 1


def test_a_second_first_code_ends_the_one_before(people: People) -> None:
    """Of two codes for the first administrator only the later works."""
    people.issue_code("cũ", None, NOW)
    people.issue_code("mới", None, NOW + 1)
    assert outcome(people, "cũ", "một", NOW + 2) is Linking.WRONG
    assert outcome(people, "mới", "một", NOW + 2) is Linking.LINKED


def test_an_administrator_in_no_chat_does_not_void_the_code(people: People) -> None:
    """One who stands in the list but is linked nowhere cannot act, so a first administrator may still be made."""
    people.save([Person("Quàng Văn Sơn", Role.ADMINISTRATOR, id=2)], "Sử", NOW)
    people.issue_code("đầu", None, NOW)
    assert not people.has_linked_administrator()
    assert outcome(people, "đầu", "một") is Linking.LINKED


def test_only_the_hash_of_a_code_is_kept(people: People, engine: Engine) -> None:
    """What stands in the table is what was given as hash, with who used it and when."""
    people.issue_code("băm", 1, NOW)
    people.link("băm", "một", NOW + 5)
    with engine.connect() as connection:
        row = connection.execute(select(link_codes)).mappings().one()
    assert (row["hash"], row["person"], row["used_by"], row["used_at"]) == ("băm", 1, "một", NOW + 5)
