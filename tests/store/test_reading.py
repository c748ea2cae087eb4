"""Only a transaction writes: the database itself refuses everybody else, also on a connection that has just written."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.store.db import db, reading, transaction
from core.store.texts import set_setting, setting


def write_where_one_only_reads():
    with pytest.raises(DBAPIError):
        reading().execute(text("UPDATE settings SET key = key"))
    db.session.rollback()


def test_a_reader_cannot_write(app):
    write_where_one_only_reads()


def test_a_reader_cannot_write_on_the_connection_of_a_writer(app):
    for n in range(3):
        with transaction():
            set_setting("colour", n)
        assert setting("colour") == n
        write_where_one_only_reads()
