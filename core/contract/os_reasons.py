"""What the operating system says no with, in the administrator's language."""

from __future__ import annotations

import errno

REASONS = {
    errno.ENOENT: "filen eller mappen finns inte",
    errno.EEXIST: "det är en fil, ingen mapp",
    errno.ENOTDIR: "en del av sökvägen är ingen mapp",
    errno.EISDIR: "det är en mapp",
    errno.EACCES: "rättigheter saknas",
    errno.EPERM: "rättigheter saknas",
    errno.EROFS: "disken går bara att läsa",
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "utrymmet är slut",
    errno.ELOOP: "länkarna leder runt i en ring",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.EADDRINUSE: "upptagen av ett annat program",
    errno.EADDRNOTAVAIL: "adressen hör inte till den här datorn",
}


def reason(error: OSError) -> str:
    """Why, in a few Swedish words; in the system's own words where we have none."""
    return REASONS.get(error.errno or 0) or error.strerror or str(error)
