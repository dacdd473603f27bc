"""A Spark cluster of the tests' own: a standalone master with two workers on the loopback address."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

HOST = "127.0.0.1"
WORKERS = 2
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""These Java programs live for seconds: compiling them well costs more than it gives."""

DEFAULTS = {
    "spark.executor.memory": "512m",
    "spark.driver.memory": "1g",
    # tiny data: most of the time would go into empty tasks and into compiling what runs once
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.locality.wait": "0",
    "spark.driver.extraJavaOptions": QUICK,
    "spark.executor.extraJavaOptions": QUICK,
    "spark.driver.host": HOST,
    "spark.driver.bindAddress": HOST,
    # tables of a catalogue live in files, without a Hive server
    "spark.sql.catalogImplementation": "in-memory",
}


def missing() -> str:
    """What this machine lacks for a cluster; empty when nothing."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark (pip install 'persona-workbench[spark]')"
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        return "Java (apt-get install default-jre-headless)"
    return ""


@contextmanager
def running_cluster() -> Iterator[str]:
    """Start master and workers and give the master's url; everything is gone afterwards.

    While it runs, ``SPARK_CONF_DIR`` names a folder with small settings, for every session of this process
    and of those it starts.
    """
    folder = Path(tempfile.mkdtemp(prefix="workbench-spark-"))
    settings = DEFAULTS | {
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.local.dir": str(folder / "local"),
    }
    (folder / "spark-defaults.conf").write_text("".join(f"{k} {v}\n" for k, v in settings.items()))
    own = {"SPARK_CONF_DIR": str(folder), "SPARK_LOCAL_IP": HOST, "SPARK_DAEMON_JAVA_OPTS": QUICK}
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    url = f"spark://{HOST}:{_free_port()}"
    try:
        with ExitStack() as running:
            master = ("master.Master", "--host", HOST, "--port", url.rpartition(":")[2], "--webui-port", "0")
            running.enter_context(_daemon(folder / "master.log", *master))
            for number in range(WORKERS):
                log = folder / f"worker-{number}.log"
                size = ("--cores", "1", "--memory", "512m", "--webui-port", "0", "--host", HOST)
                running.enter_context(_daemon(log, "worker.Worker", *size, "-d", str(folder / "work"), url))
            for number in range(WORKERS):
                _wait(folder / f"worker-{number}.log", "Successfully registered with master", url)
            yield url
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _daemon(log: Path, kind: str, *arguments: str) -> Iterator[None]:
    import pyspark

    home = Path(pyspark.__file__).parent
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", *arguments]
    with log.open("wb") as written:
        process = subprocess.Popen(
            command,
            stdout=written,
            stderr=subprocess.STDOUT,
            env={**os.environ, "SPARK_HOME": str(home), "SPARK_DAEMON_MEMORY": "256m"},
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(log: Path, words: str, url: str) -> None:
    for _ in range(600):
        said = log.read_text(errors="replace")
        if words in said:
            return
        time.sleep(0.1)
    raise RuntimeError(f"the Spark of the tests at {url} did not come up in 60 s: {said}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
