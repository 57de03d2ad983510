"""The figures of a stream of images against hand-made tables."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent.parent / "plots"))

import gantt
import latency_cdf
import recognition
import results
import stream
import style
import throughput
import trained


class Stream(unittest.TestCase):
    def test_curves_are_means_of_replications_along_the_rate(self):
        rows = style.pd.DataFrame([("a", 2, 5, 9, 1.5), ("a", 1, 3, 4, 1), ("a", 1, 5, 8, 1), ("b", 1, 7, 7, 0.5)],
                                  columns=["series", "rate_per_s", "latency_mean_s", "latency_p95_s", "throughput_per_s"])
        self.assertEqual(stream.curves(rows), {"a": ([1, 2], [4, 5], [6, 9], 1.5), "b": ([1], [7], [7], 0.5)})

    def test_a_cell_bears_no_more_where_fewer_are_answered_than_come(self):
        self.assertTrue(stream.is_saturated([1, 2], 1.5))
        self.assertFalse(stream.is_saturated([1, 1.6], 1.5))

    def test_the_knee_lies_between_the_rates_where_the_mean_passes_twice_a_lone_images(self):
        self.assertEqual(stream.knee([1, 2, 4], [3, 4, 12], 4), 3)  # 8 s are half-way from 4 to 12
        self.assertEqual(stream.knee([1, 2], [8, 9], 4), 1)
        self.assertIsNone(stream.knee([1, 2], [3, 8], 4))  # not passed
        self.assertIsNone(stream.knee([1, 2], [9, 10], 4))  # before the first
        self.assertIsNone(stream.knee([1], [3], 1))

    def test_throughput_is_the_most_of_all_rates_of_the_mean_over_replications(self):
        rows = style.pd.DataFrame([("a", 2, 1, 0.9), ("a", 2, 4, 1), ("a", 2, 4, 3), ("a", 1, 4, 1.5), ("a", 1, 1, 1), ("b", 1, 1, 1)],
                                  columns=["series", "workers", "rate_per_s", "throughput_per_s"])
        self.assertEqual(throughput.most(rows), {"a": [(1, 1.5, True), (2, 2, True)], "b": [(1, 1, False)]})

    def test_a_pipeline_has_a_name_of_its_own(self):
        rows = style.pd.DataFrame([(1, "bodp", what, "ok") for what in (None, "latency", "pool3: 1 2; prob: 0")],
                                  columns=["workers", "conv_partition", "pipeline", "status"])
        rows = style.with_series(rows)
        self.assertEqual(rows["series"].tolist(), ["BODP, no pipeline", "BODP, pipeline for latency", "BODP, pipeline pool3: 1 2; prob: 0"])
        self.assertEqual(results.choice(rows, ["pipeline"]), "choose one value of each with --set")

    def test_shares_count_the_images_up_to_each_latency(self):
        latencies, shares = latency_cdf.shares([3, 1, 2, 2])
        self.assertEqual((list(latencies), list(shares)), ([1, 2, 2, 3], [0.25, 0.5, 0.75, 1]))

    def test_of_many_rates_the_first_the_last_and_some_between_are_drawn(self):
        self.assertEqual(latency_cdf.chosen([1, 2, 3]), [1, 2, 3])
        self.assertEqual(latency_cdf.chosen(list(range(11))), [0, 2, 4, 6, 8, 10])

    def test_confusion_counts_what_was_shown_by_what_was_answered(self):
        images = style.pd.DataFrame([(0, 0), (2, 1), (0, 0), (1, 1)], columns=["label", "answer"])
        self.assertEqual(recognition.confusion(images["label"], images["answer"]).tolist(), [[2, 0, 0], [0, 1, 0], [0, 1, 0]])

    def test_wrong_images_are_shown_first(self):
        images = style.pd.DataFrame([(i, i % 3, 0 if i == 40 else i % 3) for i in range(50)], columns=["image", "label", "answer"])
        self.assertEqual(recognition.chosen(images)["image"].tolist(), [40, *range(recognition.TILES - 1)])

    def test_traffic_is_a_share_of_the_output_split_of_the_same_network(self):
        rows = style.pd.DataFrame([("a", 2, "output_split", 50), ("b", 2, "output_split", 8), ("b", 2, "mscc", 6), ("a", 2, "mscc", 55),
                                   ("a", 4, "mscc", 1)], columns=["model", "workers", "dense_partition", "message_bytes"])
        self.assertEqual({scheme: [round(value) for value in values] for scheme, values in trained.shares(rows, 2).items()},
                         {"mscc": [110, 75]})

    def test_gantt_colours_images_and_tells_what_is_done_by_hatches(self):
        names = [{"ph": "M", "name": name, "pid": 1, "tid": tid, "args": {"name": text}} for name, tid, text in (
            ("process_name", 1, "phone"), ("thread_name", 1, "processor"), ("thread_name", 2, "radio"))]
        slices = [{"ph": "X", "name": activity, "pid": 1, "tid": tid, "ts": image * 1e6, "dur": 5e5,
                   "args": {"activity": activity, "image": image}}
                  for image in (0, 1) for tid, activity in ((1, "compute"), (2, "receive"))]
        lanes = gantt.slices(names + slices)
        self.assertEqual(lanes["phone", "processor"], {("compute", 0): [(0, 0.5)], ("compute", 1): [(1, 0.5)]})
        self.assertEqual(gantt.look("compute", 1), (style.SERIES[1], ""))
        self.assertEqual(gantt.look("receive", len(style.SERIES)), (style.SERIES[0], gantt.HATCHES["receive"]))
        self.assertEqual(gantt.look("receive", None), gantt.ACTIVITIES["receive"][1:])  # one image alone


if __name__ == "__main__":
    unittest.main()
