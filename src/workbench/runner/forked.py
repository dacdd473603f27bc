"""How jupyter_client gets a kernel that is forked: a provisioner (Linux)."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any, cast

from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from workbench.runner.nursery import Nursery

NAME = "workbench-forked"
"""As which the provisioner is registered, in pyproject.toml."""


class ForkingManager(KernelManager):
    """A kernel manager that knows the nursery; set `nursery` before a kernel is started."""

    nursery: Nursery | None = None


class ForkedProvisioner(LocalProvisioner):
    """Forks the kernel from the nursery of its manager instead of starting a process."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Fork; of the command only what follows the module's name is the kernel's."""
        nursery = cast(Nursery, cast(ForkingManager, self.parent).nursery)
        arguments = cmd[cmd.index("-m") + 2 :]
        child = nursery.fork(arguments, folder=Path(options["cwd"]), environment=options["env"])
        self.process = cast("subprocess.Popen[bytes]", child)  # it offers what is used of one
        self.pid = self.pgid = child.pid
        return self.connection_info
