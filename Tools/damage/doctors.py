"""Who is asked about a damaged package: the command, or the library in one long process."""

import json
import subprocess
from dataclasses import dataclass

# Exit statuses of the command, and the words for them.
STATUSES = {0: "good", 1: "damaged", 3: "error"}
# What the worker says, in the same words; all else is a fault of its own.
ANSWERS = {
    "intact": "good", "repaired": "good", "ofCopy": "ofCopy", "ofFiles": "ofFiles", "done": "good", "damaged": "damaged", "lost": "damaged",
    "notAPackage": "error", "inputOutput": "error", "refused": "error"}


@dataclass
class Diagnosis:
    """One word each: good, damaged, error, or what went wrong; and all that was written about it. Of repair also ofCopy and
    ofFiles: the new file is whole, but its container is proven by a copy alone, or not at all."""

    full: str
    quick: str
    repair: str
    salvage: str
    # With the other copy; none if there is none.
    salvage_with_copy: str | None = None
    log: str = ""


def with_copy(out):
    """Where is salvaged to with the other copy."""
    return out.with_name(f"{out.name}-with-copy")


class Command:
    """Starts the command for each question: slow, but it is what people use."""

    def __init__(self, stele):
        self.stele = stele

    def examine(self, damaged, fixed, out, copy=None):
        log = []

        def ask(*arguments):
            done = subprocess.run([self.stele, *arguments], capture_output=True, text=True, errors="replace")
            log.append(f"{arguments[0]}: {done.stdout[-300:]}{done.stderr[-300:]}")
            if done.returncode == 0 and arguments[0] == "repair":
                return {"copy": "ofCopy", "files": "ofFiles"}.get(json.loads(done.stdout)["proof"], "good")
            return STATUSES.get(done.returncode, f"status {done.returncode}")

        return Diagnosis(
            ask("verify", "-q", damaged), ask("verify", "-q", "--quick", damaged),
            ask("repair", "--json", *(["--from", copy] if copy else []), "-o", fixed, damaged),
            ask("salvage", "-q", "-C", out, damaged),
            ask("salvage", "-q", "-C", with_copy(out), "--from", copy, damaged) if copy else None, "\n".join(log))

    def close(self):
        pass


class Worker:
    """Asks Tools/damage/Worker, which stays."""

    def __init__(self, program):
        self.program = program
        self.process = None

    def examine(self, damaged, fixed, out, copy=None):
        if self.process is None:
            self.process = subprocess.Popen([self.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        more = [copy, with_copy(out)] if copy else []
        self.process.stdin.write("\t".join(map(str, [damaged, fixed, out, *more])) + "\n")
        self.process.stdin.flush()
        words = self.process.stdout.readline().rstrip("\n").split("\t")
        expected = 5 if copy else 4
        if len(words) != expected:
            self.close()
            words = ["crashed"] * expected
        return Diagnosis(*(ANSWERS.get(word, word) for word in words))

    def close(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait()
            self.process.stdout.close()
            self.process = None
