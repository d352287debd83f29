"""What was deleted cannot be read from the files of the database."""

from pathlib import Path

from sqlalchemy import Engine, text

from knowledge.store.engine import empty_log, writing

WORDS = "zqxjk điều không được để lại"


def files(engine: Engine) -> bytes:
    """Return everything that the files of a database hold."""
    path = Path(engine.url.database or "")
    return b"".join(found.read_bytes() for found in sorted(path.parent.glob(f"{path.name}*")))


def write_and_delete(engine: Engine) -> None:
    """Write words of different lengths, and delete every one of them."""
    with writing(engine) as connection:
        connection.execute(text("create table if not exists said (id integer primary key, words text)"))
        for length in (1, 10, 200):
            connection.execute(text("insert into said (words) values (:words)"), {"words": WORDS * length})
    with writing(engine) as connection:
        connection.execute(text("update said set words = null where id = 1"))
        connection.execute(text("delete from said where id > 1"))


def test_deleted_words_go_with_the_log(engine: Engine) -> None:
    """Deleted words stand in the log until it is emptied, and then nowhere."""
    write_and_delete(engine)
    assert WORDS.encode() in files(engine)
    assert empty_log(engine)
    assert WORDS.encode() not in files(engine)


def test_a_reader_is_not_disturbed(engine: Engine) -> None:
    """While somebody reads, the log stays, whoever wanted it emptied is told so, and later it is emptied."""
    write_and_delete(engine)
    with engine.connect() as reader:
        reader.execute(text("select count(*) from said")).scalar_one()
        write_and_delete(engine)
        assert not empty_log(engine)
    assert empty_log(engine)
    assert WORDS.encode() not in files(engine)
    write_and_delete(engine)  # and the connection waits for others as long as before
