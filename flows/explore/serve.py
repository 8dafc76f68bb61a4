"""Serving the app on loopback until it is stopped."""

from flows.screen import screen, stoppable
from flows.server import HOST, free
from tasks.lake.lake import Lake

FAREWELL = 3  # seconds that an answer under way has, once stopping was asked for


def serve(lake: Lake, port: int) -> None:
    """Answer on that port of this machine, any free one for 0; NoServer where it is taken."""
    port = free(port)
    with stoppable("Stopped."):
        import uvicorn  # these two take seconds, which a port that is taken should not cost

        from flows.explore.app import app

        config = uvicorn.Config(
            app(lake), HOST, port, log_level="warning", server_header=False, timeout_graceful_shutdown=FAREWELL
        )
        screen.print(f"Exploring {lake.root} at http://{HOST}:{port}/ ; Ctrl-C stops it.", soft_wrap=True)
        uvicorn.Server(config).run()
        raise KeyboardInterrupt  # it ends when it is told to, which a busy machine may take for an end of its own
