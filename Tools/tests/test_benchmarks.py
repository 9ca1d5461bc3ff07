"""What the benchmarks conclude must follow from what they measured; and they must measure the same thing each time."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

TOOLS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOOLS / "benchmarks"))
sys.dont_write_bytecode = True

import corpora  # noqa: E402
import goals  # noqa: E402
import growth_model  # noqa: E402
import measure  # noqa: E402
import results  # noqa: E402


def corpus(text: bool = True, sizes: dict | None = None, **walls) -> dict:
    runs = {key.replace("__", " ").replace("_", "-"): [{"wall": wall, "cpu": wall, "peak": 0} for wall in some] for key, some in walls.items()}
    return {"text": text, "runs": runs, "sizes": sizes or {}, "labels": {}, "about": "", "files": 1, "bytes": 1, "problems": []}


def goal(what: str) -> goals.Goal:
    (found,) = (some for some in goals.GOALS if some.what.startswith(what))
    return found


class Goals(unittest.TestCase):
    def test_medians_count_not_the_best_or_the_mean(self) -> None:
        measured = corpus(pack__stele_gzip=[0.9, 0.5, 30], pack__pigz=[1, 2, 1.5])
        self.assertEqual(goals.judge(goal("pack gzip"), measured), (0.6, "least"))

    def test_text_and_pictures_have_their_own_goals(self) -> None:
        for text, word in (True, "least"), (False, "missed"):
            measured = corpus(text, pack__stele_gzip=[0.9], pack__pigz=[1])
            self.assertEqual(goals.judge(goal("pack gzip"), measured)[1], word)

    def test_a_ratio_at_the_goal_meets_it(self) -> None:
        self.assertEqual(goals.judge(goal("extract gzip : cp"), corpus(extract__stele_gzip=[2], extract__cp=[2])), (1, "met"))

    def test_sizes_are_compared_as_sizes(self) -> None:
        measured = corpus(False, {"pack stele-gzip": 102, "pack pigz": 100}, pack__stele_gzip=[1], pack__pigz=[9])
        self.assertEqual(goals.judge(goal("size gzip"), measured), (1.02, "missed"))

    def test_the_slower_profile_counts_and_ten_milliseconds_more_are_the_least(self) -> None:
        for slowest, word in (0.008, "met"), (0.017, "least"), (0.019, "missed"):
            measured = corpus(cat__stele_gzip=[0.001], cat__stele_zstd=[slowest], start__swift=[0.004])
            self.assertEqual(goals.judge(goal("cat"), measured)[1], word)

    def test_what_is_missing_is_not_judged(self) -> None:
        measured = corpus(pack__stele_gzip=[1])
        self.assertEqual(goals.judge(goal("pack gzip"), measured), (None, ""))
        self.assertEqual(goals.cell(goal("pack gzip"), measured), "–")

    def test_the_share_of_the_limit_is_that_of_the_same_input(self) -> None:
        measured = corpus(verify__stele_gzip=[4], quick__stele_gzip=[4], limit__files=[2], limit__gzip=[1])
        self.assertEqual(goals.share(measured, "verify stele-gzip"), 0.5)
        self.assertEqual(goals.share(measured, "quick stele-gzip"), 0.25)

    def test_a_table_has_a_cell_for_every_column(self) -> None:
        lines = goals.goal_table({"a": corpus(), "b": corpus(False)}).splitlines()
        self.assertEqual(len(lines), len(goals.GOALS) + 2)
        self.assertEqual({line.count("|") for line in lines}, {6})
        self.assertEqual(len({len(line) for line in lines}), 1)


class Growth(unittest.TestCase):
    def test_memory_is_96_mib_and_300_bytes_a_file(self) -> None:
        self.assertEqual(growth_model.memory_limit(1_000_000), 96 * 2**20 + 300_000_000)

    def test_linear_within_15_percent_of_the_growth_of_the_input(self) -> None:
        for long, word in (10, "met"), (11.5, "met"), (12, "missed"), (8, "met"):
            self.assertEqual(growth_model.linear(1, long, 10)[1], word)

    def test_two_cores_are_to_be_1_8_times_as_fast(self) -> None:
        self.assertEqual(growth_model.speedup(1.8, 1.0), (1.8, "met"))
        self.assertEqual(growth_model.speedup(1.7, 1.0)[1], "missed")

    def test_what_is_done_by_one_at_a_time_bounds_many_cores(self) -> None:
        self.assertEqual([growth_model.at_most(share, 64) for share in (0, 1)], [64, 1])
        self.assertAlmostEqual(growth_model.at_most(growth_model.serial(10, 5.5), 64), 8.77, places=2)


# Fewer words than the benchmarks have, since inventing them takes a second.
@mock.patch.multiple(corpora, WORDS=500, QUOTES=100)
class Corpora(unittest.TestCase):
    articles = TOOLS.parent / "Spec" / "Examples" / "articles"

    def test_the_same_seed_makes_the_same_pages_in_any_number_of_processes(self) -> None:
        made = []
        with tempfile.TemporaryDirectory() as folder:
            for name, jobs in ("a", 1), ("b", 2):
                corpora.make_text(Path(folder) / name, 210, articles=self.articles, jobs=jobs)
                made.append({file.relative_to(Path(folder) / name): file.read_bytes() for file in (Path(folder) / name).rglob("*.md")})
        self.assertEqual(made[0], made[1])
        self.assertEqual(len(made[0]), 210)
        self.assertEqual(len(set(made[0].values())), 210, "no page may be there twice")

    def test_pictures_have_the_sizes_that_were_asked_for_and_are_no_text(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            where = Path(folder) / "made"
            written = corpora.make_pictures(where, 50, 1_000_000, articles=self.articles)
            files = [file for file in where.rglob("*") if file.is_file()]
            self.assertEqual((len(files), sum(file.stat().st_size for file in files)), (50, written))
            self.assertFalse(corpora.is_text(where))
            self.assertGreater(written, 700_000)


class Measure(unittest.TestCase):
    def test_a_command_that_fails_is_no_measurement(self) -> None:
        with self.assertRaisesRegex(measure.Failed, "exit status 1.*no such thing"):
            measure.once("echo no such thing >&2; false | cat")

    def test_nobody_is_always_first(self) -> None:
        self.assertEqual([measure.rotated([1, 2, 3], turn)[0] for turn in range(4)], [1, 2, 3, 1])

    def test_an_interrupted_script_leaves_nothing_behind(self) -> None:
        code = ("import measure, pathlib, os, signal\n"
                "with measure.scratch(pathlib.Path(os.environ['W'])) as folder:\n"
                "  (folder / 'a').write_text('a'); os.kill(os.getpid(), signal.SIGINT)\n")
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, "-B", "-c", code], cwd=TOOLS / "benchmarks", env={"W": folder}, capture_output=True)
            self.assertNotEqual(done.returncode, 0)
            self.assertEqual(list(Path(folder).iterdir()), [])


class Results(unittest.TestCase):
    def test_a_new_part_replaces_its_own_and_leaves_the_others(self) -> None:
        page = results.replaced(results.replaced("# Results\n", "goals", "one"), "growth", "two")
        page = results.replaced(page, "goals", "three\n\n### text\n")
        self.assertEqual(page, "# Results\n\n## Goals\n\nthree\n\n### text\n\n## Growth\n\ntwo\n")


if __name__ == "__main__":
    unittest.main()
