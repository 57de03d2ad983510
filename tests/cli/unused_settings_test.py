"""A value that an experiment does not look at is named in the row's notes; one that it looks at is not."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
RADIO = "/platform/workers/0/device/radio"
AWAKE, NONE = "/delivery/wakeup=state_machine", "/delivery/wakeup=none"
SPARSE = ('/model/layers/5={"name": "fc1", "kind": "sparse_dense", "outputs": 500, "density": 0.1}')
DEPTHWISE = "/model=mobilenet_v1"
ALONE = "/platform/workers=[]"
# A setting, what makes it without effect (nothing: the defaults), and what makes it count.
CASES = [
    (RADIO + "/listen_interval_beacons=5", None, AWAKE),
    (RADIO + "/power_save_timeout_s=9", None, AWAKE),
    (RADIO + "/bus_sleep_timeout_s=9", NONE, AWAKE),
    (RADIO + "/awake_to_send_s=0.5", None, AWAKE),
    (RADIO + "/awake_to_receive_s=0.5", NONE, AWAKE),
    ("/platform/medium/beacon_interval_s=0.5", None, AWAKE),
    ("/noise/beacon_phase=true", None, AWAKE),
    ("/noise/beacon_phase=true", "/platform/workers=[]", AWAKE),
    (RADIO + "/wake_to_send_s=0.5", NONE, None),
    (RADIO + "/wake_to_receive_s=0.5", NONE, AWAKE),
    ("/platform/group_owner/device/radio/wake_to_send_s=0.5", NONE, None),
    ("/platform/workers/0/device/sparse_dense_macs_per_s=1e9", None, SPARSE),
    ("/platform/group_owner/device/sparse_dense_macs_per_s=1e9", AWAKE, SPARSE),
    ("/platform/workers/0/device/depthwise_macs_per_s=1e9", None, DEPTHWISE),
    ("/platform/workers/0/device/depthwise_macs_per_s=1e9", SPARSE, DEPTHWISE),
    ("/platform/medium/message_latency_s=0.1", ALONE, None),
    ("/platform/group_owner/device/middleware_bytes_per_s=1e6", ALONE, None),
    ("/platform/access_point=router", ALONE, None),
    ("/delivery/sync=layer", ALONE, None),
    ("/delivery/relays=merged", "/delivery/via=peer", None),
    ("/partition/kinds/max_pool=local", "/partition/conv=local", None),
    ("/partition/kinds/avg_pool=local", None, "/model/layers/1/kind=avg_pool"),
    ("/weight_density=0.6", None, "/weight_bits=64"),
]


class UnusedSettings(unittest.TestCase):
    def notes(self, *settings):
        """What the row and standard error say of the first setting."""
        pointer = settings[0].split("=")[0]
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "e.json").write_text(
                json.dumps({"name": "e", "model": "lenet5", "platform": "nexus5_wlan"}))
            options = [word for setting in settings if setting for word in ("--set", setting)]
            ended = subprocess.run([MODNN, "run", "e.json", "--quiet", "--json-lines", *options], cwd=folder,
                                   capture_output=True, text=True)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        notes = [note for note in json.loads(ended.stdout)["notes"] if note.startswith(pointer + ":")]
        for note in notes:
            self.assertIn(note, ended.stderr)
        return notes

    def test_table(self):
        for setting, without, with_effect in CASES:
            with self.subTest(setting, without=without):
                self.assertEqual(len(self.notes(setting, without)), 1)
            with self.subTest(setting, with_effect=with_effect):
                self.assertEqual(self.notes(setting, with_effect), [])


if __name__ == "__main__":
    unittest.main()
