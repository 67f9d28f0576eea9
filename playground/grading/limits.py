"""What a learner's code may use, and for how long."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds of the wall clock unless said; sizes in MB."""

    import_s: float = 10.0
    call_s: float = 5.0
    cpu_s: int = 10
    exercise_s: float = 60.0
    # Both are needed: shared mappings pass RLIMIT_DATA, and TensorFlow reserves
    # address space that RLIMIT_AS would count.
    data_mb: int = 1024
    address_space_mb: int = 4096
    file_mb: int = 16
    tmp_mb: int = 64
    shm_mb: int = 64
    home_mb: int = 16
    processes: int = 64
    open_files: int = 64
    output_kb: int = 16  # kept of the start and of the end each

    def rlimits(self) -> dict[str, int]:
        """Return the limits that the kernel keeps for one worker, by their names."""
        return {
            "RLIMIT_CPU": self.cpu_s,
            "RLIMIT_DATA": self.data_mb * MB,
            "RLIMIT_AS": self.address_space_mb * MB,
            "RLIMIT_FSIZE": self.file_mb * MB,
            "RLIMIT_NPROC": self.processes,
            "RLIMIT_NOFILE": self.open_files,
            "RLIMIT_CORE": 0,
        }


DEFAULT = Limits()
