"""/healthz: whether web, database, blobs and worker are well, for machines and for `./run` itself."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, request
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from core.flow.jobs import worker_is_well
from core.store import blobs, marker
from core.store.db import reading
from core.web.session import public

health = Blueprint("health", __name__)
log = logging.getLogger("envagin.web")

LEAST_LEFT = 16_000_000  # bytes: less holds no mail with a film


@health.get("/healthz")
@public
def healthz() -> Response:
    """200 and "ok", or 503 and a reason a line. `?web` asks only whether this process answers."""
    reasons = [] if "web" in request.args else problems()
    headers = {"Cache-Control": "no-store"}
    body = "\n".join(reasons or ["ok"]) + "\n"
    return Response(body, 503 if reasons else 200, headers, mimetype="text/plain")


def problems() -> list[str]:
    """What is not well, a line each. Names no path and no address: anybody may ask."""
    try:
        reading().execute(select(1))
        well = worker_is_well()
        kept = marker.problem() is None
    except SQLAlchemyError as error:
        log.error("healthz: %s", error)
        return ["database: it does not answer"]
    except OSError as error:
        log.error("healthz: %s", error)
        return ["blobs: the folder cannot be read"]
    found = [] if kept else ["blobs: the folder is missing or belongs to another database"]
    if kept and blobs.bytes_left() < LEAST_LEFT:
        found.append("blobs: the disk is full")
    return found if well else [*found, "worker: no sign of life for a minute"]
