"""How a command ends: what the user or the machine did wrong told in one line, no traceback, and an exit code."""

import os
import sys
from collections.abc import Callable
from typing import NoReturn

from flows import inform
from schemas.errors import BadInput, LedgerError, Refused, UnknownName


def leave(app: Callable[[], object]) -> NoReturn:
    """Do what the command line says, and end the process."""
    code = _ended(app)
    witness = sys.modules.get("flows.witness")
    if witness is not None and witness.Witness.lost:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # Prefect's threads would wait for the server that is gone, for ever
    sys.exit(code)


def _ended(app: Callable[[], object]) -> int:
    """The exit code of the command."""
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except (BadInput, UnknownName) as error:
        return inform.failure(error, 2)
    except LedgerError as error:
        return inform.failure(error, 1)
    except OSError as error:
        return inform.failure(Refused(error), 1)
    return 0
