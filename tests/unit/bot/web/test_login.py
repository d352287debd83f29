"""Logging in by a link that works once, and what nobody may do without."""

from concurrent.futures import ThreadPoolExecutor

from bot.web.login import login_link
from bot.web.visits import COOKIE
from knowledge.people import Role
from tests.fakes.browser import ADDRESS, Office


def test_a_link_logs_in_once_and_only_by_its_button(place: Office) -> None:
    """Looking at the link uses nothing up; the button does, and then the link is dead."""
    mai = place.person("Lò Thị Mai")
    link = login_link(place.site, mai.id or 0, ADDRESS)
    place.visitor().get(link)
    door = place.visitor().get(link)
    inside = door.submit("Vào")
    assert "Lò Thị Mai" in inside.response.text
    assert place.visitor().get(link).status == 404
    assert door.submit("Vào").status in (403, 404)


def test_the_cookie_changes_at_login_and_is_kept_from_scripts(place: Office) -> None:
    """A cookie that somebody planted before the login is worth nothing after it."""
    mai = place.person("Lò Thị Mai")
    door = place.visitor().get(login_link(place.site, mai.id or 0, ADDRESS))
    before = door.browser.cookies[COOKIE]
    door.submit("Vào")
    assert door.browser.cookies[COOKIE] != before
    assert "HttpOnly" in door.response.headers["set-cookie"]
    assert "SameSite=lax" in door.response.headers["set-cookie"]


def test_a_form_of_another_visitor_is_refused(place: Office) -> None:
    """Without the token of this very visitor nothing is done, and the page says so in Vietnamese."""
    mai = place.visitor(place.person("Lò Thị Mai"))
    refused = mai.send("POST", "/ra", data={"csrf": "x" * 64})
    assert refused.status == 403
    assert "Biểu mẫu đã cũ" in refused.words
    assert "Lò Thị Mai" in mai.get("/toi-khong-co").response.text


def test_who_left_the_unit_is_out_at_once(place: Office) -> None:
    """A person set inactive is a stranger with the next request."""
    mai = place.person("Lò Thị Mai", Role.ADMINISTRATOR)
    browser = place.visitor(mai)
    from dataclasses import replace

    place.home.people.save([replace(mai, active=False)], "test", 0.0)
    assert "Lò Thị Mai" not in browser.get("/khong-co").response.text


def test_every_answer_forbids_foreign_scripts_and_frames(place: Office) -> None:
    """The policy lets nothing run but our own files, pages and errors alike."""
    for address in ("/khong-co", "/static/app.css", "/healthz"):
        headers = place.visitor().get(address).response.headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"


def test_of_two_who_press_at_once_one_gets_in(place: Office) -> None:
    """A link that leaked is used up by the first; whoever presses at the same moment is told so."""
    person = place.person("Lò Thị Mai")
    assert person.id is not None
    link = login_link(place.site, person.id, ADDRESS)
    doors = [place.visitor().get(link) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda door: door.submit("Vào").status, doors))
    assert sorted(found) == [200, *[404] * 5]
