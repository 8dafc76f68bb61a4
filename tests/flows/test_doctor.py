"""The doctor and the status: each trouble that can be made on purpose is found and explained."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from flows import doctor
from flows.settings import load
from tasks.lake.lake import Lake

Command = Callable[..., subprocess.CompletedProcess[str]]


def test_a_healthy_machine_is_told_so() -> None:
    assert doctor.pins().startswith("ok")
    assert doctor.model(load()).startswith("ok")
    assert doctor.disk(load()).startswith("ok")


def test_variables_that_are_no_settings_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSLEDGER_WORKERS", "2")
    monkeypatch.setenv("NEWSLEDGER_MESSAGE", "told by an alert")
    assert doctor.variables() == "ok: all are settings"
    monkeypatch.setenv("NEWSLEDGER_WORKER", "2")
    monkeypatch.setenv("NEWSLEDGER_ZZZ", "2")
    wrong = "no setting is called NEWSLEDGER_WORKER (meant NEWSLEDGER_WORKERS?), NEWSLEDGER_ZZZ: unset it"
    assert doctor.variables() == wrong


def test_wrong_pins_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "requires", lambda _: ["spacy==3.0.0", "nosuch-package>=1", 'other; extra == "dev"'])
    told = doctor.pins()
    assert f"spacy is {version('spacy')}, asked for is ==3.0.0" in told
    assert "nosuch-package is not installed" in told
    assert "other" not in told


def test_a_model_that_is_not_there_is_told_with_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    told = doctor.model(load(model="en_core_web_none"))
    assert "en_core_web_none" in told
    assert "install" in told.lower()


def test_a_port_that_somebody_else_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        monkeypatch.setattr(doctor, "STANDING_PORT", holder.getsockname()[1])
        assert "is taken, and not by Prefect" in doctor.port()


def test_an_api_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    assert "--no-server" in doctor.prefect()


def test_low_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LOW_DISK", 1 << 60)
    assert "make room" in doctor.disk(load())


def test_a_lake_that_another_is_writing_to(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "lake")
    assert not lake.busy()
    program = (
        "import sys, time; from pathlib import Path; from tasks.lake.lake import Lake\n"
        "with Lake.open(Path(sys.argv[1])).store.writer():\n    print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(lake.root)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert lake.busy()
        assert "another run is writing" in doctor.lake(load(lake=lake.root))
    finally:
        holder.kill()
        holder.wait()


def test_what_is_no_lake(tmp_path: Path) -> None:
    assert doctor.lake(load(lake=tmp_path / "none")) == "ok: none yet"
    (tmp_path / "file").write_text("no lake")
    assert not doctor.lake(load(lake=tmp_path / "file")).startswith("ok")


def test_the_doctor_exits_1_where_something_is_wrong(newsledger_command: Command, tmp_path: Path) -> None:
    done = newsledger_command("doctor", "--json", "--lake", tmp_path, PREFECT_API_URL="http://127.0.0.1:9/api")
    assert done.returncode == 1
    assert "does not answer" in json.loads(done.stdout)["checks"]["prefect"]


def test_status_tells_runs_refusals_and_what_waits(sample_lake: Path, newsledger_command: Command) -> None:
    done = newsledger_command("status", "--lake", sample_lake, "--backlog", "--json")
    told = json.loads(done.stdout)
    [run] = told["last runs"]
    assert (run["state"], told["backlog"], told["writing now"]) == ("finished", 0, False)
    assert sum(told["rejects by reason"].values()) == told["rejects rows"] == run["rejects"] > 0
    assert told["last run ended"].endswith("ago")
    plain = newsledger_command("status", "--lake", sample_lake)
    assert run["run_id"] in plain.stdout
